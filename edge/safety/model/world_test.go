package model_test

import (
	"math"
	"reflect"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/control"
	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// world is all that one tick depends on beside what it brings.
type world struct {
	state safety.State
	desk  control.Desk // a copy is another desk: only Hear writes to what copies share
	ghost ghost
}

// model is one walk: limits, a desk or any wish, and what ticks may bring.
type model struct {
	limits     safety.Limits
	spoil      func(*safety.Limits) // what safety is given in secret; nil: what it should be
	desk       bool                 // else brought.wish is what is wished
	sunny      bool                 // PV gives three steps in an ordinary tick; else there is none
	most       int                  // things out of the ordinary in one tick
	dimensions []dimension
	far        map[string]time.Duration // the product looks back less far than that, at the times named and at all others
	unseen     unseen
	counter    *uint64 // of orders and signals, over all branches
}

// The powers are multiples of one, so that those that come of them are few.
const (
	step     energy.Watts = 2000
	rating                = 2 * step
	export                = step
	imported              = 4 * step
	beyond                = 3 * step // a wish above the rating

	settle = 2 * time.Second
	hold   = 3 * time.Second
	lease  = 2 * time.Second
	heard  = time.Second // how long a signal stands
	tick   = time.Second

	reserve, hysteresis energy.Ratio = 0.25, 0.0625
	kept                energy.Ratio = 0.5
)

func plain() safety.Limits {
	const age = 2 * time.Second
	return safety.Limits{
		Reserve: reserve, MaxSoC: 1, SoCHysteresis: hysteresis, Rating: rating,
		Export: safety.Cap{Limited: true, Power: export}, Import: safety.Cap{Limited: true, Power: imported},
		Ages:   safety.Ages{Grid: age, Battery: age, SoC: age, Temperature: age, Cells: age},
		Settle: settle, Hold: hold,
	}
}

func (m model) first() world {
	return world{desk: *control.NewDesk(control.Config{Site: "home", Boot: 1, MaxLease: time.Hour})}
}

func (m model) alphabet() []brought {
	ordinary := brought{passed: tick, soc: told{value: 0.75}, give: told{value: float64(rating + step)}, take: told{value: float64(rating + step)}, sun: told{is: lost}}
	if m.sunny {
		ordinary.sun = told{value: float64(3 * step)}
	}
	return product(ordinary, m.most, m.dimensions)
}

// print drops what grows for ever and moves nothing here: numbers of orders and
// signals, counters, the daily energy and swings, the plan, the balance that self-consumption
// follows, which is off, and what is remembered for checks that no limit of the model asks for, and
// frequency responses that are armed.
func (m model) print() *fingerprint {
	if l := m.limits; l.Balance.Limited || l.Frozen.Limited || l.Jumps.Limited || l.Swings.Limited || l.Daily.Limited {
		panic("what these limits look at is not in the fingerprint")
	}
	return newFingerprint(m.far, []string{"State.day", "State.born", "State.swing", "State.balance", "State.meter", "State.gauge", "State.capacity", "State.soc", "State.heat",
		"Desk.config", "Desk.counts", "Desk.newest", "Desk.seqs", "Desk.plan", "Desk.neutral", "Desk.used",
		"Desk.armed", "Desk.newestArm", // none is ever taken here
		"Order.ID", "Order.Issued", "Signal.Seq", "Signal.Sent",
	}, reflect.TypeFor[safety.State](), reflect.TypeFor[control.Desk](), reflect.TypeFor[ghost]())
}

// step brings one tick to the world, and says what must not be, "" where all is
// well.
func (m *model) step(w *world, b *brought, now time.Time) string {
	limits := m.limits
	b.live.bind(&limits)
	snap := w.snapshot(b, now)
	wish, layer := b.wish.want(), energy.Frequency
	var d energy.Decision
	if m.desk {
		m.happen(w, b.event, now)
		limits.Live.Reserve = max(limits.Live.Reserve, w.desk.Status(now).Reserve)
		d = w.desk.Decide(snap, now)
		wish, layer = d.Wants[d.Layer], d.Layer
	}
	given := limits
	if m.spoil != nil {
		m.spoil(&given)
	}
	o := outcome{limits: &limits, wish: wish, layer: layer, decision: &d, desk: m.desk, now: now, brought: b, snap: &snap}
	w.state, o.set, o.verdict = safety.Step(&given, w.state, snap, wish, layer, now)
	w.ghost.see(&limits, b, now)
	m.unseen.note(&w.ghost, &o)
	return m.wrong(w, &o)
}

func (w *world) snapshot(b *brought, now time.Time) energy.Snapshot {
	s := energy.Snapshot{
		At: now, Grid: reading[energy.Watts](b.grid, now), SoC: reading[energy.Ratio](b.soc, now),
		MaxDischarge: reading[energy.Watts](b.give, now), MaxCharge: reading[energy.Watts](b.take, now),
		Islanded: reading[energy.Ratio](b.island, now), Battery: energy.Read(w.does(b.battery), now),
	}
	if b.battery == unread {
		s.Battery = s.Battery.Lost()
	}
	if b.sun.is != lost {
		s.PV = reading[energy.Watts](b.sun, now)
	}
	return s
}

func (w *world) does(f follow) energy.Watts {
	switch {
	case !w.ghost.asked || f == rests:
		return 0
	case f == opposes:
		return -w.ghost.power
	}
	return w.ghost.power
}

func (l live) bind(limits *safety.Limits) {
	switch l {
	case noExport:
		limits.Live.Export = safety.Cap{Limited: true}
	case noImport:
		limits.Live.Import = safety.Cap{Limited: true}
	case lockout:
		limits.Live.Lockout = true
	case keepMore:
		limits.Live.Reserve = kept
	}
}

func (w wish) want() energy.Want {
	switch w {
	case wishDischarge:
		return energy.WantPower(beyond)
	case wishCharge:
		return energy.WantPower(-beyond)
	case wishRest:
		return energy.WantPower(0)
	case wishAbsurd:
		return energy.WantPower(energy.Watts(math.NaN()))
	}
	return energy.Want{}
}
