package dispatch

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// State is the loop's memory. The zero State has just begun.
type State struct {
	begun, at  time.Time
	asked      energy.Watts // last
	correction energy.Watts
	now        row // of the trace, at this instant
	trace      trace
	witness    witness
	trend      trend
}

// Correction returns what the loop adds for homes that do not follow.
func (s State) Correction() energy.Watts { return s.correction }

// Answer returns how the plant is taken to answer.
func (s State) Answer() Answer { return s.witness.use() }

// Rest returns a state that has just begun and knows how the plant answers.
func (s State) Rest() State { return State{witness: s.witness} }

// Input is what one step of the loop looks at.
type Input struct {
	Target   energy.Watts
	Most     energy.Watts    // magnitude that targets stay within, 0 for no such promise
	Up, Down energy.Watts    // capacity at level +1 and -1, magnitudes
	Loose    energy.Watts    // of Total's mean, that of homes which no level reaches
	Total    energy.Estimate // battery power of the plant as known now
	Age      time.Duration   // mean, of the readings in Total
}

// Output is what one step decides.
type Output struct {
	Level float64      // to be broadcast, -1..1
	Asked energy.Watts // of the plant: what Level stands for, and what is loose
	Short energy.Watts // of the target, that the capacity cannot meet; signed
}

// Step returns the loop's next state and the level to broadcast.
//
// It has two degrees of freedom. Forward, the plant's own answer is inverted:
// more is asked than is wanted while the homes are on their way, so that they
// are there soon after their dead time, and the target is looked ahead by that
// dead time as far as its trend is a guide. Back, what is measured is compared
// with what the forward part meant to be there by then (Smith's way with a dead
// time), and a slow integral of the difference makes up for homes that do not
// follow. The integral stands still until the first homes have had the time to
// follow, where nothing is seen of the plant, where the target is beyond the
// capacity, and where more of it would only push further past it.
//
// A home that dropped out goes on as it was told until its own timers end it.
// All powers here are the plant's, so the others make up for what it gives or
// takes.
//
// A state that holds what is not a number begins anew: it would order every
// home to 0 W for good.
func Step(s State, in Input, now time.Time) (State, Output) {
	if !s.finite() {
		s = State{}
	}
	in = in.bounded()
	granted := energy.Envelope{Min: -max(0, in.Down), Max: max(0, in.Up)}
	capacity := energy.Envelope{Min: granted.Min + in.Loose, Max: granted.Max + in.Loose}
	seconds := s.pass(&in, capacity, now)
	s.trend.see(&s.trace, now, seconds)
	if in.Total.Provenance != energy.Unseen {
		s.learn(&in, capacity, now, seconds)
	}
	// A capacity that shrank bounds what was learned at a larger one.
	s.correction = energy.Envelope{Min: granted.Min * correctMax, Max: granted.Max * correctMax}.Clamp(s.correction)
	within := capacity.Clamp(in.Target)
	s.asked = within // all there is, where more is wanted
	if within == in.Target {
		s.asked = capacity.Clamp(s.forward(&in, capacity, now) + s.correction)
	}
	return s, Output{Level: level(s.asked-in.Loose, granted), Asked: s.asked, Short: in.Target - within}
}

// level returns what share of its side of the capacity is asked. What is loose
// was added and taken away again, which may have rounded past the end.
func level(asked energy.Watts, capacity energy.Envelope) float64 {
	switch {
	case asked > 0 && capacity.Max > 0:
		return min(float64(asked/capacity.Max), 1)
	case asked < 0 && capacity.Min < 0:
		return max(float64(asked/-capacity.Min), -1)
	}
	return 0
}
