package dispatch

import (
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Tuned on homes as laboratories measured them, under synthetic and recorded
// regulation signals (TestTheTruthLiesInsideTheInterval).
const (
	unlike = 0.2         // of the plant's motion, the standard deviation of what the answer does not tell
	around = time.Second // that homes are apart in dead time, on either side
)

// Now returns total, whose readings are of that mean age, brought to now.
//
// While a signal moves them, all homes move together, and what was read of them
// is behind by the same. So the mean is moved by as much as the plant was meant
// to move since, by its learned answer:
//
//	mean + meant(now-dead) - meant(now-dead-age)
//
// and gets the doubt of that, which is common to all homes and does not shrink
// with their number: a share of all the motion that was meant in that time and
// just before and after it, for homes differ in their dead time. A plant at
// rest, of which nothing was asked, stays as it was read.
func (s *State) Now(total energy.Estimate, age time.Duration, now time.Time) energy.Estimate {
	if total.Provenance == energy.Unseen {
		return total
	}
	dead := s.witness.use().Dead
	here, there := now.Add(-dead), now.Add(-dead-age)
	to, _ := s.trace.get(meant, here)
	from, ok := s.trace.get(meant, there)
	if !ok {
		return total
	}
	low, high := s.trace.reach(meant, there.Add(-around), here.Add(around))
	common := unlike * (high - low)
	total.Mean += energy.Watts(to - from)
	total.Variance += common * common
	return total
}

// brought returns the interval of a total that was brought to now: moved with its
// mean, and wider by the variance that came on top.
func brought(e energy.Envelope, from, to energy.Estimate) energy.Envelope {
	more := float64(energy.NormalQuantile((1+IntervalLevel)/2)) * math.Sqrt(max(0, to.Variance-from.Variance))
	return energy.Envelope{
		Min: to.Mean - energy.Watts(math.Hypot(float64(from.Mean-e.Min), more)),
		Max: to.Mean + energy.Watts(math.Hypot(float64(e.Max-from.Mean), more)),
	}
}
