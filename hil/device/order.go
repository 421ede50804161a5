package device

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// order is what a unit's controls ask. The zero order leaves the battery to
// its own self-consumption and lets all PV through.
type order struct {
	power  energy.Watts // of the battery
	given  bool
	free   bool         // it is self-consumption under limits
	own    bool         // and those are the inverter's own settings
	cap    energy.Watts // most PV power let through
	capped bool
}

// over returns o, and what below asks where o is silent.
func (o order) over(below order) order {
	if !o.given {
		o.power, o.given, o.free, o.own = below.power, below.given, below.free, below.own
	}
	if !o.capped {
		o.cap, o.capped = below.cap, below.capped
	}
	return o
}

// mandate is what control registers ask until they are written again or their
// timer lapses, worked out when they are written so that a tick is cheap.
type mandate struct {
	given    bool
	limits   energy.Envelope // of the battery; equal ends force it
	target   energy.Watts    // at the grid connection, where the limits leave room
	pvOnly   bool            // what is charged comes from PV alone
	inverter bool            // equal ends force the inverter with its PV, not the battery
}

// forced asks for exactly p.
func forced(p energy.Watts) mandate {
	return mandate{given: true, limits: energy.Envelope{Min: p, Max: p}}
}

// bounded leaves the battery to its self-consumption inside e.
func bounded(e energy.Envelope) mandate { return mandate{given: true, limits: e} }

// order returns the power that holds the target at the grid connection as far
// as the limits allow.
func (m *mandate) order(t *truth) order {
	if !m.given {
		return order{}
	}
	e := m.limits
	if m.pvOnly {
		e = e.Within(energy.Envelope{Min: min(0, -t.PV), Max: t.rated})
	}
	if m.inverter && e.Min == e.Max {
		p := e.Min - t.PV - t.Electronics
		return order{power: min(max(p, -t.rated), t.rated), given: true}
	}
	if e.Min == e.Max {
		return order{power: e.Min, given: true}
	}
	return order{power: e.Clamp(t.Battery - t.Grid + m.target), given: true, free: true}
}

// lease is a timer after which a command lapses. Time comes from Tick. The
// families differ in what begins it, how long it runs, and what ends with it:
// all of that is theirs to say.
type lease struct {
	now   time.Time
	until time.Time
	runs  bool
	share float64 // of what was asked after which it lapses; 0 is all of it
}

// begin starts the timer anew; 0 never lapses.
func (l *lease) begin(d time.Duration) {
	l.runs = d > 0
	if l.share > 0 {
		d = time.Duration(l.share * float64(d))
	}
	l.until = l.now.Add(d)
}

// start is begin for a time in seconds.
func (l *lease) start(seconds float64) { l.begin(time.Duration(seconds * float64(time.Second))) }

func (l *lease) stop() { l.runs = false }

// tick moves the timer to now and tells whether it lapsed by that.
func (l *lease) tick(now time.Time) bool {
	l.now = now
	if !l.runs || now.Before(l.until) {
		return false
	}
	l.runs = false
	return true
}

// left returns the whole seconds that remain, rounded up; 0 where none runs.
func (l *lease) left() float64 {
	if !l.runs {
		return 0
	}
	return float64((l.until.Sub(l.now) + time.Second - 1) / time.Second)
}
