package safety

import (
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Jumps is how far a reading that moves slowly may be from the last one that
// was believed. What a battery could have done in between is added, so that a
// new level that lasts is believed in the end. The zero Jumps do not judge.
// Powers are not judged by their jumps: loads are switched on.
type Jumps struct {
	Limited     bool
	SoC         energy.Ratio
	Temperature energy.Celsius
}

// The fastest that a home battery moves: full in half an hour, and a cell that
// warms by 3 K in a minute.
const (
	fastestSoC  = 2.0 / 3600 // 1/s
	fastestHeat = 0.05       // K/s
)

func (j Jumps) sound() bool { return !j.Limited || (magnitude(j.SoC) && magnitude(j.Temperature)) }

// level is the last reading believed.
type level struct {
	value float64
	at    time.Time
}

// near tells whether v may be believed, and keeps it where it is.
func (v *level) near(value float64, at time.Time, margin, rate float64) bool {
	far := math.Abs(value - v.value)
	if !v.at.IsZero() && far > margin+rate*max(0, at.Sub(v.at).Seconds()) {
		return false
	}
	*v = level{value: value, at: at}
	return true
}

// jumped returns the readings that are too far from what they were.
func (s *State) jumped(l *Limits, snap *energy.Snapshot, usable signals) signals {
	var out signals
	if !l.Jumps.Limited {
		return out
	}
	if x, _ := snap.SoC.Value(); usable.has(soc) && !s.soc.near(float64(x), snap.SoC.At(), float64(l.Jumps.SoC), fastestSoC) {
		out |= soc
	}
	t, _ := snap.Temperature.Value()
	if usable.has(temperature) && !s.heat.near(float64(t), snap.Temperature.At(), float64(l.Jumps.Temperature), fastestHeat) {
		out |= temperature
	}
	return out
}
