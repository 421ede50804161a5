package safety

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// doubted tells whether the meter's sign may be the wrong one.
func (s *State) doubted() bool { return s.balance.echo.doubt }

// eitherMost is the most that may be discharged where that keeps a limit if the
// meter's sign is wrong: it never forces a charge, for it may be right.
func (s *State) eitherMost(most energy.Watts) energy.Watts {
	if !s.doubted() {
		return energy.Unbounded().Max
	}
	return max(0, most)
}

// eitherLeast is as eitherMost, for charge: a negative power or 0.
func (s *State) eitherLeast(least energy.Watts) energy.Watts {
	if !s.doubted() {
		return energy.Unbounded().Min
	}
	return min(0, least)
}

// bear lifts a doubt that has held the battery back for a pause, for at rest it
// shows nothing: what it does then tells which sign is right, within the few
// seconds that no limit counts.
func (s *State) bear(held bool, pause time.Duration, now time.Time) {
	e := &s.balance.echo
	switch {
	case !e.doubt || !held:
		e.held = time.Time{}
	case e.held.IsZero():
		e.held = now
	case now.Sub(e.held) >= pause:
		e.doubt, e.held = false, time.Time{}
	}
}

// heldBack tells whether the doubt made more of power than would be without.
func (s State) heldBack(l *Limits, snap *energy.Snapshot, c clamping, p energy.Watts, layer energy.Layer, now time.Time) bool {
	if !s.doubted() {
		return false
	}
	s.balance.echo.doubt = false
	return s.clamp(l, snap, p, layer, now).power != c.power
}
