package safety

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// curb is whether PV is held back.
type curb struct {
	on   bool
	full time.Time // when there was last no room for more
}

const (
	curbFor   = time.Minute // so long there was room for more before PV is let go
	curbRoom  = 100         // W, and
	curbShare = 0.05        // of PV: less than that is how well PV keeps its limit, not room
)

// curtail returns the most PV power that keeps the export limit together with
// battery power p, and false where all PV may pass. What the home draws now
// is taken to stay; where that is not known it is taken to draw nothing.
func (s *State) curtail(l *Limits, snap *energy.Snapshot, p energy.Watts, now time.Time) (energy.Watts, bool) {
	limit := l.Export.Tighter(l.Live.Export)
	switch {
	case l.Live.Lockout:
		return 0, true
	case !limit.Limited || s.island || snap.PV.At().IsZero():
		s.curb = curb{}
		return 0, false
	}
	room := max(0, limit.Power-l.Margin)
	alone := max(0, room-max(0, p))
	if s.torn || !s.trusted.has(grid|battery) {
		s.curb = curb{}
		return alone, true
	}
	g, _ := snap.Grid.Value()
	b, _ := snap.Battery.Value()
	sun, _ := snap.PV.Value()
	return s.curb.hold(s.trusted.has(pv), sun, alone, room-(g-b+p), now)
}

// hold starts with the first tick without room and ends after curbFor with it.
func (c *curb) hold(known bool, sun, alone, room energy.Watts, now time.Time) (energy.Watts, bool) {
	if room < 0 || (c.on && room <= max(curbRoom, curbShare*sun)) {
		c.on, c.full = true, now
	}
	if c.on = c.on && now.Sub(c.full) < curbFor; !c.on {
		return 0, false
	}
	if !known || !energy.IsFinite(sun+room) {
		return alone, true
	}
	return max(0, sun+room), true
}
