package measure

import "github.com/hearthgrid/hearthgrid/shared/energy"

// Read returns the value as a Reading; Missing where none of the sources tells
// it.
func Read[T ~float64](s Sources) energy.Reading[T] {
	for i := range s {
		one := &s[i]
		at, fresh := one.at()
		if !fresh {
			break
		}
		if v, ok := one.value(); ok {
			return energy.Read(T(v), at)
		}
	}
	return energy.Reading[T]{}
}

// Lowest returns the smallest value told: where two models of one device
// disagree on what it can do, the lower is safe.
func Lowest[T ~float64](s Sources) energy.Reading[T] {
	var out energy.Reading[T]
	for i := range s {
		next := Read[T](s[i : i+1])
		v, told := next.Value()
		if least, known := out.Value(); told && (!known || v < least) {
			out = next
		}
	}
	return out
}

// highest returns the largest of values that have all to be told, such as the
// highest cell of each string.
func highest[T ~float64](s Sources, sign T) energy.Reading[T] {
	var out energy.Reading[T]
	for i := range s {
		next := Read[T](s[i : i+1])
		v, told := next.Value()
		if !told {
			return energy.Reading[T]{}
		}
		if most, known := out.Value(); !known || sign*v > sign*most {
			out = next
		}
	}
	return out
}
