package score

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Resample returns n readings, one each every from from on: the newest that was
// read by then and is at most hold old. Readings come in order of time. Nothing is
// drawn between them, and what was lost or is too old is Missing; doubtful ones
// are, too, for nobody is paid for them.
func Resample[T ~float64](readings []energy.Reading[T], from time.Time, every, hold time.Duration, n int) []energy.Reading[T] {
	all := make([]energy.Reading[T], n)
	next := 0
	for i := range all {
		at := from.Add(time.Duration(i) * every)
		for next < len(readings) && !readings[next].At().After(at) {
			next++
		}
		if next > 0 && readings[next-1].Quality() == energy.Good {
			all[i] = readings[next-1].Fresh(at, hold)
		}
	}
	return all
}

// Sum is what homes gave together at even times.
type Sum struct {
	Power []energy.Reading[energy.Watts] // Missing where no home is known
	// Unseen is how many homes are not in each sum: what was not measured was not
	// delivered.
	Unseen []int
}

// Together adds homes, each of n readings at the same times, in the order given.
func Together(n int, homes ...[]energy.Reading[energy.Watts]) Sum {
	s := NewSum(n)
	for _, h := range homes {
		s.Add(h)
	}
	return s
}

// NewSum returns the sum of no homes, at n times.
func NewSum(n int) Sum {
	return Sum{Power: make([]energy.Reading[energy.Watts], n), Unseen: make([]int, n)}
}

// Add adds a home, of as many readings as the sum has.
func (s *Sum) Add(home []energy.Reading[energy.Watts]) {
	for i := range s.Power {
		_, known := home[i].Value()
		switch {
		case !known:
			s.Unseen[i]++
		case s.Power[i].At().IsZero():
			s.Power[i] = home[i]
		default:
			s.Power[i] = s.Power[i].Plus(home[i])
		}
	}
}
