package calibrate

import (
	"math"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// cost is what intervals cost in all: their width, and their interval score, which adds
// what truths were outside by, times 2/(1-level). It is proper: none does better than by
// the true law (Gneiting and Raftery 2007, equation 43), where the mean width alone
// favours who is narrow when it is easy and too narrow when it is not.
type cost struct{ width, score float64 }

// note takes the ends of an interval less the truth.
func (c *cost) note(low, high float64, level energy.Ratio) {
	c.width += high - low
	c.score += high - low + 2/float64(1-level)*(max(low, 0)+max(-high, 0))
}

func (c cost) over(o cost) Ratios {
	return Ratios{Width: over(c.width, o.width), Score: over(c.score, o.score)}
}

func over(a, b float64) float64 {
	if b <= 0 {
		return math.Inf(1)
	}
	return a / b
}
