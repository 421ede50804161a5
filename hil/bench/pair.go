package bench

import "fmt"

// Pair measures two sides in turns, so that what drifts on the machine meets
// both alike: a b, b a, a b, ... It returns as many figures of each as asked
// for, in order; figures at the same place were measured next to each other.
func Pair[T any](pairs int, a, b func() (T, error)) (ofA, ofB []T, err error) {
	measure := func(side func() (T, error), into *[]T) {
		if err != nil {
			return
		}
		var one T
		if one, err = side(); err != nil {
			err = fmt.Errorf("pair %d of %d: %w", len(*into)+1, pairs, err)
			return
		}
		*into = append(*into, one)
	}
	for i := range pairs {
		if i%2 == 0 {
			measure(a, &ofA)
			measure(b, &ofB)
		} else {
			measure(b, &ofB)
			measure(a, &ofA)
		}
	}
	return ofA, ofB, err
}

// Ratios returns of(a)/of(b) for each pair.
func Ratios[T any](a, b []T, of func(T) float64) []float64 {
	list := make([]float64, min(len(a), len(b)))
	for i := range list {
		list[i] = of(a[i]) / of(b[i])
	}
	return list
}

// Median returns the middle one of what of says of each, the lower of two. The
// list must not be empty.
func Median[T any](list []T, of func(T) float64) float64 {
	figures := make([]float64, len(list))
	for i := range list {
		figures[i] = of(list[i])
	}
	m, _ := Quantile(figures, 0.5)
	return m
}
