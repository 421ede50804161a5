package server

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// tally is the battery power of homes together, with how many of them it is of. Errors
// of different homes are taken as independent: what moves them together is the doubt of
// the plant's node.
type tally struct {
	mean     energy.Watts
	variance float64
	ages     time.Duration // of those measured
	coverage energy.Coverage
}

func (t *tally) add(e *energy.Estimate) {
	switch e.Provenance {
	case energy.Measured:
		t.coverage.Measured++
		t.ages += e.Age
	case energy.Modelled:
		t.coverage.Modelled++
	default:
		t.coverage.Missing++
		return
	}
	t.mean += e.Mean
	t.variance += e.Variance
	t.coverage.Oldest = max(t.coverage.Oldest, e.Age)
}

// total is Measured where all that is seen was read just now.
func (t *tally) total() energy.Estimate {
	e := energy.Estimate{Mean: t.mean, Variance: t.variance, Age: t.coverage.Oldest}
	switch {
	case t.coverage.Modelled > 0:
		e.Provenance = energy.Modelled
	case t.coverage.Measured > 0:
		e.Provenance = energy.Measured
	}
	return e
}

// age is the mean age of what was read: what is believed is of now.
func (t *tally) age() time.Duration {
	if t.coverage.Measured == 0 {
		return 0
	}
	return t.ages / time.Duration(t.coverage.Measured)
}
