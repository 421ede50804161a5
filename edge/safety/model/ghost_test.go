package model_test

import (
	"time"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// ghost is a second bookkeeping, as plain as it goes, of what has to be known to
// judge a tick.
type ghost struct {
	order  given
	heard  time.Time
	ended  bool // it ended before this tick
	paused bool
	keep   energy.Ratio

	asked  bool // of the last setpoint
	held   bool // PV, by it
	power  energy.Watts
	well   time.Duration // so long all that is needed was well; 0 in the first tick of it
	begun  bool          // it is well
	trust  known         // what may be acted on
	island bool
	empty  bool
	full   bool
}

// given is the newest order.
type given struct {
	on      bool
	power   energy.Watts
	follows bool
	ends    time.Time
}

// known is which readings are good and fresh.
type known struct{ soc, grid, battery, give, take bool }

func (k known) all() bool { return k == known{true, true, true, true, true} }

func (k known) and(o known) known {
	return known{k.soc && o.soc, k.grid && o.grid, k.battery && o.battery, k.give && o.give, k.take && o.take}
}

// see takes in a tick. Trust that is lost comes back once all was well for
// settle; a pause longer than hold is not being well.
func (g *ghost) see(l *safety.Limits, b *brought, now time.Time) {
	if g.ended = false; !g.leased(now) {
		g.ended, g.order = g.order.on, given{}
	}
	if now.Sub(g.heard) > heard {
		g.heard = time.Time{}
	}
	if b.wish == wishAbsurd {
		g.trust, g.begun = known{}, false // Step says that it then looks at nothing
		return
	}
	here := known{b.soc.is == good, b.grid.is == good, b.battery != unread, b.give.is == good, b.take.is == good}
	switch {
	case !here.all():
		g.begun, g.well = false, 0
	case !g.begun || b.passed > hold:
		g.begun, g.well = true, 0
	default:
		g.well = min(g.well+b.passed, settle)
	}
	g.trust = g.trust.and(here)
	if g.begun && g.well >= settle {
		g.trust = here
	}
	if b.island.is == good {
		g.island = b.island.value >= 0.5
	}
	if !g.trust.soc {
		return
	}
	x, keeps := energy.Ratio(b.soc.value), max(l.Reserve, l.Live.Reserve)
	g.empty = x <= keeps || (g.empty && x < min(1, keeps+hysteresis))
	g.full = x >= l.MaxSoC || (g.full && x > l.MaxSoC-hysteresis)
}

// leased tells whether an order is in force at now.
func (g *ghost) leased(now time.Time) bool { return g.order.on && now.Before(g.order.ends) }

// dispatched returns what the order in force asks, and false where there is none
// or its signal is silent.
func (g *ghost) dispatched(now time.Time) (energy.Watts, bool) {
	switch {
	case !g.leased(now):
		return 0, false
	case !g.order.follows:
		return g.order.power, true
	case g.heard.IsZero() || now.Sub(g.heard) > heard:
		return 0, false
	}
	return beyond, true
}
