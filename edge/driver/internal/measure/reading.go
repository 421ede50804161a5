package measure

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Read returns the value as a Reading; Missing where none of the sources tells
// it.
func Read[T ~float64](s Sources) (out energy.Reading[T]) {
	fill(&out, s)
	return out
}

// fill is Read in its place: readings are large, and most devices have few of them.
func fill[T ~float64](into *energy.Reading[T], s Sources) {
	if len(s) == 0 {
		return
	}
	if v, at, ok := s.first(); ok {
		*into = energy.Read(T(v), at)
	}
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

// highest fills into with the largest of values that have all to be told, such as the
// highest cell of each string.
func highest[T ~float64](into *energy.Reading[T], s Sources, sign float64) {
	var most float64
	var at time.Time
	for i := range s {
		v, then, told := s[i].read()
		if !told {
			return
		}
		if i == 0 || sign*v > sign*most {
			most, at = v, then
		}
	}
	if len(s) > 0 {
		*into = energy.Read(T(most), at)
	}
}
