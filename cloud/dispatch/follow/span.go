package follow

import "math"

// span holds the slopes that what a home does now may come from: what a home gives
// follows from the slopes it had, each for as long as its lag remembers.
type span struct{ low, high float64 }

// remembers is in s: twice the longest lag, so that a span never narrows before the
// slowest home that follows is inside it.
const remembers = 2 * slowest

// slight is a change of a slope that is inside what a home may do more or less.
const slight = 0.02

// hold widens the span to a slope, and tells whether by more than slightly.
func (s *span) hold(slope float64) bool {
	wider := slope < s.low*(1-slight) || slope > s.high*(1+slight)
	s.low, s.high = min(s.low, slope), max(s.high, slope)
	return wider
}

// near narrows the span toward a slope it holds.
func (s *span) near(slope, seconds float64) {
	share := -math.Expm1(-seconds / remembers)
	s.low += share * (slope - s.low)
	s.high += share * (slope - s.high)
}
