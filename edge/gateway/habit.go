package gateway

import (
	"time"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// restAfter is how long no limit must have held back what the home wishes by itself
// before the battery is given back: a cloud over a battery at its reserve is shorter.
const restAfter = time.Minute

// habit leaves a battery whose commands wear its memory in the inverter's own mode, which
// follows the home's consumption as self-consumption does, for as long as nobody asks for
// more and no limit has to be held that its own mode does not know.
type habit struct {
	bound time.Time // when a limit was last in the way; zero: not since it was given back
}

// rests tells whether x is better left in its own mode at now, where layer would tell it
// set.
func (h *habit) rests(x *battery, set safety.Setpoint, layer energy.Layer, now time.Time) bool {
	switch {
	case layer != energy.SelfConsumption:
		h.bound = time.Time{}
		return false
	case !set.Habitual():
		h.bound = now
		return false
	case !h.bound.IsZero() && (now.Sub(h.bound) < restAfter || !x.seat.device.Rests()):
		return false
	}
	h.bound = time.Time{}
	return true
}

// rest is rests for the only battery of a home. Of several each would follow the meter by
// itself, and oppose the others.
func (b *batteries) rest(set safety.Setpoint, layer energy.Layer, now time.Time) bool {
	if len(b.joined) != 1 || b.several() || !b.joined[0].seat.device.Tires() {
		return false
	}
	x := b.joined[0]
	x.why = ""
	if b.habit.rests(x, set, layer, now) {
		x.why = resting
	}
	return x.why != ""
}

// resting is why such a battery is not commanded.
const resting = "it follows the home's consumption by itself, for each command would wear its memory"
