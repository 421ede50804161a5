package dispatch

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// The loop's tuning. A home follows a level about 1 s after it is sent and its
// power is seen up to 3 s later, so a target is compared with what is measured
// delay later. gain*delay is far below the pi/2 at which an integrator with a
// delay begins to swing.
const (
	delay      = 3 * time.Second
	gain       = 0.1             // of the error, per second
	longest    = 2 * time.Second // step that is integrated
	correctMax = 0.5             // of the capacity
	apart      = 300 * time.Millisecond
)

// State is the loop's memory. The zero State has just begun.
type State struct {
	correction energy.Watts
	at         time.Time
	past       [16]mark // targets by time, newest last
	marks      int
}

type mark struct {
	at     time.Time
	target energy.Watts
}

// Correction returns what the loop adds to the target for homes that do not
// follow.
func (s State) Correction() energy.Watts { return s.correction }

// Input is what one step of the loop looks at.
type Input struct {
	Target   energy.Watts
	Up, Down energy.Watts    // capacity at level +1 and -1, magnitudes
	Total    energy.Estimate // battery power of the plant as known now
}

// Output is what one step decides.
type Output struct {
	Level float64      // to be broadcast, -1..1
	Asked energy.Watts // power that Level stands for
	Short energy.Watts // of the target, that the capacity cannot meet; signed
}

// Step returns the loop's next state and the level to broadcast: the target
// plus a slow integral of target minus power, over the capacity. The integral
// stands still where nothing is seen of the plant, and where more of it would
// only push further past the capacity.
func Step(s State, in Input, now time.Time) (State, Output) {
	capacity := energy.Envelope{Min: -max(0, in.Down), Max: max(0, in.Up)}
	elapsed := min(max(0, now.Sub(s.at)), longest)
	if s.at.IsZero() {
		elapsed = 0
	}
	s.at = now
	if then, ok := s.target(now.Add(-delay)); ok && in.Total.Provenance != energy.Unseen {
		s.correction = corrected(s.correction, then-in.Total.Mean, elapsed, in.Target, capacity)
	}
	// A capacity that shrank bounds what was learned at a larger one.
	s.correction = energy.Envelope{Min: capacity.Min * correctMax, Max: capacity.Max * correctMax}.Clamp(s.correction)
	s = s.remember(mark{now, in.Target})
	asked := capacity.Clamp(in.Target + s.correction)
	return s, Output{Level: level(asked, capacity), Asked: asked, Short: in.Target - capacity.Clamp(in.Target)}
}

func corrected(old, missed energy.Watts, elapsed time.Duration, target energy.Watts, capacity energy.Envelope) energy.Watts {
	change := missed * energy.Watts(gain*elapsed.Seconds())
	asked := target + old
	if (asked >= capacity.Max && change > 0) || (asked <= capacity.Min && change < 0) {
		change = 0
	}
	return old + change
}

func level(asked energy.Watts, capacity energy.Envelope) float64 {
	switch {
	case asked > 0:
		return float64(asked / capacity.Max)
	case asked < 0:
		return float64(asked / -capacity.Min)
	}
	return 0
}

// target returns the target in force at t, and false where none was yet.
func (s State) target(t time.Time) (energy.Watts, bool) {
	for i := s.marks - 1; i >= 0; i-- {
		if !s.past[i].at.After(t) {
			return s.past[i].target, true
		}
	}
	return 0, false
}

// remember notes a target. Targets that follow each other closely share a
// mark, so that the marks span the delay.
func (s State) remember(m mark) State {
	if n := s.marks; n > 1 && m.at.Sub(s.past[n-2].at) < apart {
		s.past[n-1] = m
		return s
	}
	if s.marks == len(s.past) {
		copy(s.past[:], s.past[1:])
		s.marks--
	}
	s.past[s.marks] = m
	s.marks++
	return s
}
