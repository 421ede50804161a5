package aggregate

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Total is the power of a group of homes with its doubt. The zero Total is
// the sum of no homes.
type Total struct {
	mean     energy.Watts
	variance float64
	coverage energy.Coverage
	ages     time.Duration // sum over the homes seen
}

// Sum returns the total of one estimate per home. The mean is that of the
// homes seen; a missing one is only counted.
func Sum(estimates []energy.Estimate) Total {
	var t Total
	for i := range estimates {
		t.add(&estimates[i])
	}
	return t
}

func (t *Total) add(e *energy.Estimate) {
	switch e.Provenance {
	case energy.Measured:
		t.coverage.Measured++
	case energy.Modelled:
		t.coverage.Modelled++
	default:
		t.coverage.Missing++
		return
	}
	t.mean += e.Mean
	t.variance += e.Variance
	t.coverage.Oldest = max(t.coverage.Oldest, e.Age)
	t.ages += e.Age
}

// Coverage returns what is behind the total.
func (t Total) Coverage() energy.Coverage { return t.coverage }

// Age returns the mean age of the data in the total, 0 where nothing was seen:
// the total is that of so long ago.
func (t Total) Age() time.Duration {
	if seen := t.coverage.Measured + t.coverage.Modelled; seen > 0 {
		return t.ages / time.Duration(seen)
	}
	return 0
}

// Estimate returns the total as the estimate of one power: Measured where
// every home seen is, Modelled where one is not, Unseen where none was seen.
func (t Total) Estimate() energy.Estimate {
	e := energy.Estimate{Mean: t.mean, Variance: t.variance, Age: t.coverage.Oldest}
	switch {
	case t.coverage.Modelled > 0:
		e.Provenance = energy.Modelled
	case t.coverage.Measured > 0:
		e.Provenance = energy.Measured
	}
	return e
}
