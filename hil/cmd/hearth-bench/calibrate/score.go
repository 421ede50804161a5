package calibrate

import (
	"slices"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Levels are the intervals that are judged.
func Levels() [4]energy.Ratio { return [...]energy.Ratio{0.5, 0.8, 0.9, 0.99} }

// series is what was estimated of one thing under one pattern of silence, and what
// then was.
type series struct {
	block
	days  []block
	ranks PIT
	ours  [4]cost
	held  []float64 // truth less the last value
	alone []float64 // what independent errors would make of it
}

// seen is one truth, with what was told last and the standard error that values
// held without correlation would have. Those of one day are one block.
type seen struct {
	day                int
	truth, last, alone float64
}

// note takes one estimate, as its intervals, and what then was.
func (s *series) note(interval func(energy.Ratio) energy.Envelope, now seen) {
	for len(s.days) <= now.day {
		s.days = append(s.days, block{})
	}
	rank := rankOf(interval, energy.Watts(now.truth))
	s.ranks[rank]++
	s.block.note(rank)
	s.days[now.day].note(rank)
	for i, level := range Levels() {
		e := interval(level)
		s.ours[i].note(float64(e.Min)-now.truth, float64(e.Max)-now.truth, level)
	}
	s.held = append(s.held, now.truth-now.last)
	s.alone = append(s.alone, max(now.alone, 1e-3))
}

// Score is how a series stood the test at one level.
type Score struct {
	Coverage        energy.Ratio
	Error           energy.Ratio // standard error of Coverage, by days
	VsHeld, VsAlone Ratios
}

// Ratios are to the last value with its empirical spread, and to the last value with
// the error of each home by its age, added up as if homes erred alone. Both are given
// in hindsight what makes them cover exactly.
type Ratios struct {
	Width float64 // in the mean
	Score float64 // see cost
}

// Verdict is how a series stood the test.
type Verdict struct {
	Levels  [4]Score // those of Levels
	PIT     PIT
	Samples int
}

func (s *series) verdict() Verdict {
	out := Verdict{Samples: s.n, PIT: s.ranks.over(s.n)}
	ratio := make([]float64, s.n)
	even := make([]float64, s.n)
	for i := range ratio {
		ratio[i], even[i] = s.held[i]/s.alone[i], 1
	}
	for i, level := range Levels() {
		out.Levels[i] = Score{
			Coverage: energy.Ratio(float64(s.covered[i]) / float64(s.n)), Error: standardError(s.days, i),
			VsHeld: s.ours[i].over(rival(s.held, even, level)), VsAlone: s.ours[i].over(rival(ratio, s.alone, level)),
		}
	}
	return out
}

// rival is the cost of intervals of the middle quantiles of errors, each times its
// scale.
func rival(errors, scale []float64, level energy.Ratio) (c cost) {
	sorted := slices.Sorted(slices.Values(errors))
	at := func(p float64) float64 { return sorted[min(int(p*float64(len(sorted))), len(sorted)-1)] }
	low, high := at(float64(1-level)/2), at(float64(1+level)/2)
	for i, e := range errors {
		c.note(scale[i]*(low-e), scale[i]*(high-e), level)
	}
	return c
}
