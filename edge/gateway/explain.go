package gateway

import (
	"time"

	"github.com/hearthgrid/hearthgrid/edge/local"
	"github.com/hearthgrid/hearthgrid/edge/record"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// Explain implements local.House.
func (h house) Explain(t time.Time) (local.Explanation, error) {
	newest := t.IsZero()
	if newest {
		t = h.g.home.clock()
	}
	tick, ok := h.g.ticks.At(t)
	if !ok {
		hint := "the first pass is not done yet"
		if oldest, _, any := h.g.ticks.Span(); any {
			hint = "the oldest tick kept is of " + oldest.Format(time.RFC3339)
		}
		return local.Explanation{}, &fault.Error{Op: "explain", Kind: fault.NotFound, Subject: t.Format(time.RFC3339), Hint: hint}
	}
	e := explained(tick, h.g.orders.Plant(tick.Decision.Order))
	if newest {
		plan := h.g.home.planned(t)
		e.Plan = &plan
	}
	if c, known := h.g.orders.Of(tick.Decision.Order); known {
		e.Course = &local.Course{Accepted: c.Accepted, Written: c.Written, ReadBack: c.ReadBack, Measured: c.Measured, Overruled: c.Overruled}
	}
	return e, nil
}

// told is what the cloud asked for: the tick in force at a time, and the course of an
// order, or of the one in force then.
func (g *Gateway) told(q wire.Question) wire.Explanation {
	t := q.At
	if t.IsZero() {
		t = g.home.clock()
	}
	tick, ok := g.ticks.At(t)
	id := q.Order
	if id == 0 && ok {
		id = tick.Decision.Order
	}
	course, _ := g.orders.Of(id)
	if !ok {
		return wire.Explanation{Course: energy.Course(course)}
	}
	snap := energy.Snapshot{At: tick.At, Grid: tick.Grid, Battery: tick.Battery, PV: tick.PV, Load: tick.Load, SoC: tick.SoC}
	return wire.Explanation{Kept: true, Snapshot: snap, Decision: tick.Decision, Sentence: tick.Decision.ExplainFor(g.orders.Plant(tick.Decision.Order)), Course: energy.Course(course)}
}

func explained(t record.Tick, plant energy.PlantID) local.Explanation {
	d := t.Decision
	e := local.Explanation{
		At: t.At, Sentence: d.ExplainFor(plant), Plant: string(plant), Safety: d.State.String(), Layer: d.Layer.String(), Wants: map[string]float64{},
		Approved: wanted(d.Approved), Curtail: wanted(d.Curtail), Bounds: append([]string{}, d.Bounds.Names()...),
		Order: d.Order, LeaseMS: d.LeaseLeft.Milliseconds(), Arm: d.Arm, ArmMS: d.ArmLeft.Milliseconds(),
		Grid: read(t.Grid), Battery: read(t.Battery), PV: read(t.PV), Load: read(t.Load), SoC: read(t.SoC),
	}
	for layer, want := range d.Wants {
		if p := wanted(want); p != nil {
			e.Wants[energy.Layer(layer).String()] = *p
		}
	}
	return e
}

func wanted(w energy.Want) *float64 {
	p, ok := w.Power()
	if !ok {
		return nil
	}
	v := float64(p)
	return &v
}

func read[T ~float64](r energy.Reading[T]) *float64 {
	value, ok := r.Value()
	if !ok {
		return nil
	}
	v := float64(value)
	return &v
}
