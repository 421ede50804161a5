package demo

import (
	"math"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Score measures how well a plant followed its target: the root mean square
// of (delivered - target) over that of target. The zero Score has seen nothing.
type Score struct {
	errorSquared, targetSquared float64
}

// Add takes one second in which target was asked and delivered truly flowed.
func (s *Score) Add(target, delivered energy.Watts) {
	miss := float64(delivered - target)
	s.errorSquared += miss * miss
	s.targetSquared += float64(target) * float64(target)
}

// Ratio returns the score, 0 for perfect, and false where nothing but 0 W was
// ever asked.
func (s *Score) Ratio() (energy.Ratio, bool) {
	if s.targetSquared == 0 {
		return 0, false
	}
	return energy.Ratio(math.Sqrt(s.errorSquared / s.targetSquared)), true
}
