package calibrate

import (
	"math"
	"slices"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Levels are the intervals that are judged.
func Levels() [4]energy.Ratio { return [...]energy.Ratio{0.5, 0.8, 0.9, 0.99} }

// series is what was estimated of one thing under one pattern of silence, and what
// then was.
type series struct {
	n       int
	covered [4]int
	width   [4]float64 // sum
	held    []float64  // truth less the last value
	ratio   []float64  // the same over what independent errors would make of it
	spread  float64    // sum of that
}

// note takes one estimate: its intervals, the truth, the last value, and the
// standard error that values held without correlation would have.
func (s *series) note(interval func(energy.Ratio) energy.Envelope, truth, last, alone float64) {
	s.n++
	for i, level := range Levels() {
		e := interval(level)
		if float64(e.Min) <= truth && truth <= float64(e.Max) {
			s.covered[i]++
		}
		s.width[i] += float64(e.Max - e.Min)
	}
	alone = max(alone, 1e-3)
	s.held = append(s.held, truth-last)
	s.ratio = append(s.ratio, (truth-last)/alone)
	s.spread += alone
}

// Score is how a series stood the test at one level.
type Score struct {
	Coverage energy.Ratio
	VsHeld   float64 // mean width over that of the last value with its empirical spread
	VsAlone  float64 // the same over the last value with independent errors, scaled to cover
	Samples  int
}

// scores are of the four levels. Both rivals are given in hindsight what makes them
// cover exactly, so that widths compare at equal coverage.
func (s *series) scores() [4]Score {
	var out [4]Score
	held, ratio := slices.Sorted(slices.Values(s.held)), slices.Sorted(slices.Values(s.ratio))
	for i, level := range Levels() {
		mean := s.width[i] / float64(s.n)
		out[i] = Score{
			Coverage: energy.Ratio(float64(s.covered[i]) / float64(s.n)), Samples: s.n,
			VsHeld:  over(mean, middle(held, level)),
			VsAlone: over(mean, middle(ratio, level)*s.spread/float64(s.n)),
		}
	}
	return out
}

func over(a, b float64) float64 {
	if b <= 0 {
		return math.Inf(1)
	}
	return a / b
}

// middle returns how wide the middle share of sorted values is.
func middle(sorted []float64, share energy.Ratio) float64 {
	at := func(p float64) float64 { return sorted[min(int(p*float64(len(sorted))), len(sorted)-1)] }
	return at(float64(1+share)/2) - at(float64(1-share)/2)
}
