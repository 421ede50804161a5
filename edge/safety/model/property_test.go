package model_test

import (
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// outcome is one tick with all that went into it and came out.
type outcome struct {
	limits   *safety.Limits
	brought  *brought
	snap     *energy.Snapshot
	wish     energy.Want
	layer    energy.Layer
	decision *energy.Decision
	desk     bool
	set      safety.Setpoint
	verdict  safety.Verdict
	now      time.Time
}

// property tells what of a tick must not be, "" where it holds.
type property func(g *ghost, o *outcome, p energy.Watts, asked bool) string

// wrong returns what of a tick must not be, "" where all is well, and notes the
// setpoint.
func (m *model) wrong(w *world, o *outcome) string {
	g := &w.ghost
	p, asked := o.set.Power()
	g.asked, g.power = asked, p
	_, g.held = o.set.Curtail()
	for _, check := range [...]property{closes, keepsReserve, keepsConnection, keepsSelf, standsDown, holdsSun, endsInTime, keepsLease} {
		if text := check(g, o, p, asked); text != "" {
			return fmt.Sprintf("%s: setpoint %v (%v) of wish %v by %v, verdict %+v, order %+v", text, p, asked, o.wish, o.layer, o.verdict, g.order)
		}
	}
	return ""
}

// closes: a needed reading that is not known is failsafe, and closes what it
// guards, in this very tick and until all were well for settle; also for
// whatever else might have been wished.
func closes(g *ghost, o *outcome, p energy.Watts, _ bool) string {
	t, e := g.trust, o.verdict.Envelope
	connection := t.grid && t.battery
	switch {
	case !t.all() && o.verdict.State != energy.Failsafe:
		return "what is needed is not known, and that is no failsafe"
	case (!t.soc || !t.give || !connection) && (p > 0 || e.Max > 0):
		return "discharge without knowing what guards it"
	case (!t.soc || !t.take || !connection) && (p < 0 || e.Min < 0):
		return "charge without knowing what guards it"
	}
	return ""
}

// keepsReserve: no discharge at or below what is kept, nor before the SoC is
// well back above it; no charge of what is full.
func keepsReserve(g *ghost, o *outcome, p energy.Watts, _ bool) string {
	x, _ := o.snap.SoC.Value()
	switch {
	case p > 0 && (g.empty || x <= max(reserve, o.limits.Live.Reserve)):
		return "discharge of the reserve"
	case p < 0 && (g.full || x >= o.limits.MaxSoC):
		return "charge of a full battery"
	}
	return ""
}

// keepsConnection: what the home is seen to do besides and the battery together
// stay inside the limits. What is beyond them by itself is brought back as far as
// the battery can, but for the operator's import limit and in a lock-out, which
// only forbid.
func keepsConnection(g *ghost, o *outcome, p energy.Watts, asked bool) string {
	if !asked || !g.trust.grid || !g.trust.battery {
		return "" // closes looks at that
	}
	grid, _ := o.snap.Grid.Value()
	b, _ := o.snap.Battery.Value()
	will := grid - b + p
	out := o.limits.Export.Tighter(o.limits.Live.Export).Power
	in := o.limits.Import.Tighter(o.limits.Live.Import).Power
	switch {
	case will > out && p > 0:
		return fmt.Sprintf("discharge to %v of export, where %v is the limit", will, out)
	case -will > in && p < 0:
		return fmt.Sprintf("charge to %v of import, where %v is the limit", -will, in)
	}
	gives, _ := o.snap.MaxDischarge.Value()
	takes, _ := o.snap.MaxCharge.Value()
	switch over, under := grid-b-out, b-grid-o.limits.Import.Power; {
	case !g.trust.all():
	case over > 0 && !g.full && -p < min(over, rating, takes):
		return fmt.Sprintf("export is %v beyond its limit and not brought back", over)
	case under > 0 && !g.empty && !o.limits.Live.Lockout && p < min(under, rating, gives):
		return fmt.Sprintf("import is %v beyond its limit and not brought back", under)
	}
	return ""
}

// keepsSelf: the rating, and what the battery says it gives and takes now.
func keepsSelf(_ *ghost, o *outcome, p energy.Watts, _ bool) string {
	gives, _ := o.snap.MaxDischarge.Value()
	takes, _ := o.snap.MaxCharge.Value()
	if p.Abs() > rating || p > gives || -p > takes {
		return "more than the battery can"
	}
	return ""
}

// standsDown: on an island nothing is commanded, and in a lock-out there is no
// discharge and no PV, whoever wishes.
func standsDown(g *ghost, o *outcome, p energy.Watts, asked bool) string {
	sun, curbed := o.set.Curtail()
	absurd := o.brought.wish == wishAbsurd
	switch {
	case g.island && asked:
		return "a command on an island"
	case !o.limits.Live.Lockout || absurd:
		return ""
	case p > 0 || !curbed || sun > 0 || (!g.island && !asked && !o.verdict.Bounds.Has(energy.BoundUnproven)):
		return "a lock-out that is none"
	}
	return ""
}

// holdsSun: what the battery cannot bring back of export beyond its limit, PV gives
// up; where that is not known, all PV has the limit to itself.
func holdsSun(g *ghost, o *outcome, p energy.Watts, asked bool) string {
	if o.snap.PV.At().IsZero() || g.island || o.brought.wish == wishAbsurd {
		return ""
	}
	grid, _ := o.snap.Grid.Value()
	b, _ := o.snap.Battery.Value()
	sun, bright := o.snap.PV.Value()
	if !asked {
		p = b
	}
	most, held := o.set.Curtail()
	out := o.limits.Export.Tighter(o.limits.Live.Export).Power
	known := g.trust.grid && g.trust.battery
	switch over := grid - b + p - out; {
	case !known && (!held || most > out):
		return "PV has more than the limit, and nobody knows the meter"
	case known && over > 0 && !held:
		return fmt.Sprintf("export is %v beyond its limit and PV is let through", over)
	case known && over > 0 && bright && o.snap.PV.Quality() == energy.Good && most > max(0, sun-over):
		return fmt.Sprintf("export is %v beyond its limit and PV gives up too little: %v of %v", over, most, sun)
	}
	return ""
}

// endsInTime: a setpoint ends by itself, and one that nobody wished is none.
func endsInTime(_ *ghost, o *outcome, _ energy.Watts, asked bool) string {
	_, wished := o.wish.Power()
	switch {
	case asked && !o.set.Until().Equal(o.now.Add(hold)):
		return "a setpoint that does not end in time"
	case asked && !wished && !o.limits.Live.Lockout:
		return "a setpoint that nobody wished"
	}
	return ""
}

// keepsLease: the desk, where there is one, follows an order as long as it lasts and not a moment
// longer, and nobody but the owner stands above it.
func keepsLease(g *ghost, o *outcome, p energy.Watts, asked bool) string {
	want, on := g.dispatched(o.now)
	ordered := o.layer == energy.Dispatch
	switch {
	case !o.desk:
		return ""
	case ordered && (!on || g.paused):
		return "an order moves the battery past its end, or against the owner's pause"
	case (o.decision.Order != 0) != g.leased(o.now):
		return "the record names an order that is not in force, or not the one that is"
	case ordered && o.wish != energy.WantPower(want):
		return "the order asked for something else"
	case on && !g.paused && !g.island && o.brought.island.is != doubtful && !ordered && o.layer != energy.Owner:
		return "an order in force is not followed"
	case asked && !on && g.keep == 0 && !o.limits.Live.Lockout:
		return "a command without an order"
	case ordered && asked && p*want < 0 && o.verdict.Bounds&(energy.BoundExport|energy.BoundImport) == 0:
		return "the opposite of the order"
	}
	return ""
}
