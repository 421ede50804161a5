package safety

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// curb is whether PV is held back.
type curb struct {
	on   bool
	full time.Time // while it is, when there was last no room for more
	near time.Time // when the battery last gave no more than it was told
}

const (
	curbFor   = time.Minute // so long there was room for more before PV is let go
	curbRoom  = 100         // W, and
	curbShare = 0.05        // of PV: less than that is how well PV keeps its limit, not room

	// So long a battery may take to do what it was told before PV is held back for
	// what it does instead: an excursion counts from 15 s on, and the inverter, the
	// meter and the curtailment itself take their time too.
	curbWait = 8 * time.Second
	curbNear = 100 // W: so well it does what it was told
)

// curtail returns the most PV power that keeps the export limit together with
// battery power p, and false where all PV may pass; reckon is for a battery that is
// late. What the home draws now is taken to stay; where that is not known it is taken
// to draw nothing.
func (s *State) curtail(l *Limits, snap *energy.Snapshot, p energy.Watts, now time.Time) (energy.Watts, bool) {
	limit := l.Export.Tighter(l.Live.Export)
	p = s.reckon(snap, p, now)
	switch {
	case l.Live.Lockout:
		return 0, true
	case !limit.Limited || s.island || snap.PV.At().IsZero():
		s.curb = curb{near: s.curb.near}
		return 0, false
	}
	room := max(0, limit.Power-l.Margin)
	alone := max(0, room-max(0, p))
	if s.torn || !s.trusted.has(grid|battery) {
		s.curb = curb{near: s.curb.near}
		return alone, true
	}
	g, _ := snap.Grid.Value()
	b, _ := snap.Battery.Value()
	sun, _ := snap.PV.Value()
	left := room - (g - b + p)
	if s.doubted() {
		left = min(left, max(room-(g.Abs()-b+p), alone-sun))
	}
	return s.curb.hold(s.trusted.has(pv), sun, alone, left, now)
}

// reckon is the battery power to count on: p, and what the battery gives where that
// has been more for too long. One that is on its way gets its time, for PV held back
// would leave it nothing to take.
func (s *State) reckon(snap *energy.Snapshot, p energy.Watts, now time.Time) energy.Watts {
	if !s.trusted.has(battery) {
		return p
	}
	b, _ := snap.Battery.Value()
	c := &s.curb
	if b <= p+curbNear || c.near.IsZero() || c.near.After(now) {
		c.near = now
	}
	if now.Sub(c.near) < curbWait {
		return p
	}
	return max(p, b)
}

// hold starts with the first tick without room and ends after curbFor with it.
func (c *curb) hold(known bool, sun, alone, room energy.Watts, now time.Time) (energy.Watts, bool) {
	if room < 0 || (c.on && room <= max(curbRoom, curbShare*sun)) {
		c.on, c.full = true, now
	}
	if c.on = c.on && now.Sub(c.full) < curbFor; !c.on {
		c.full = time.Time{}
		return 0, false
	}
	if !known || !energy.IsFinite(sun+room) {
		return alone, true
	}
	return max(0, sun+room), true
}
