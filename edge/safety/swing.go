package safety

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Swings is an optional limit on how often power may swing, whoever wishes it.
// A swing is a move away from 0 W by more than Band: in the other direction, or
// in the same one after having fallen back by more than Band. A move toward
// 0 W, and one on the way already taken, is always free, and what a limit of
// the connection forces is counted and not held back. The home's own
// response to frequency (energy.Frequency) is counted and not limited. What a sounding
// of the meter takes (Frozen), and its return, is no swing.
type Swings struct {
	Limited bool
	Band    energy.Watts
	Dwell   time.Duration // least time from swing to swing
	PerHour uint8         // most swings in any hour, 1 to 30
}

const maxSwings = 30

func (s Swings) sound() bool {
	return !s.Limited || (magnitude(s.Band) && s.Dwell >= 0 && s.PerHour >= 1 && s.PerHour <= maxSwings)
}

// swing is how power moved so far.
type swing struct {
	way   energy.Watts // -1, 1, or 0 where it never moved
	peak  energy.Watts // the most on that way
	back  bool         // fell back from the peak
	low   energy.Watts // the least since
	times [maxSwings]time.Duration
	count int // of all swings ever; times is a ring
}

// ago returns when the n-th last swing was, 1 <= n <= min(count, maxSwings).
func (w *swing) ago(n int) time.Duration { return w.times[(w.count-n)%maxSwings] }

func (w *swing) free(s Swings, at time.Duration) bool {
	if w.count == 0 {
		return true
	}
	most := int(s.PerHour)
	return at-w.ago(1) >= s.Dwell && (w.count < most || at-w.ago(most) >= time.Hour)
}

// reach returns the powers that are no new swing, or all where one is free.
func (w *swing) reach(s Swings, at time.Duration) energy.Envelope {
	e := energy.Unbounded()
	if !s.Limited || w.free(s, at) {
		return e
	}
	on := e.Max
	if w.back {
		on = w.low + s.Band
	}
	if w.way > 0 {
		return energy.Envelope{Min: -s.Band, Max: on}
	}
	return energy.Envelope{Min: -on, Max: s.Band}
}

// follow takes in that p is commanded at at.
func (w *swing) follow(s Swings, p energy.Watts, at time.Duration) {
	m := p * w.way
	switch {
	case !s.Limited:
	case m > 0 && !w.back:
		w.peak = max(w.peak, m)
		w.back, w.low = w.peak-m > s.Band, m
	case m > 0 && m <= w.low+s.Band:
		w.low = min(w.low, m)
	case p.Abs() <= s.Band:
		w.back, w.low = true, 0
	default:
		w.way = 1
		if p < 0 {
			w.way = -1
		}
		w.peak, w.back = p.Abs(), false
		w.times[w.count%maxSwings] = at
		w.count++
	}
}
