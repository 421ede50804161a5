package gateway

import (
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/local"
	"github.com/hearthgrid/hearthgrid/edge/record"
	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/process"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// house is a gateway as its own machine sees it.
type house struct{ g *Gateway }

// Status implements local.House.
func (h house) Status() local.Status {
	g := h.g
	g.home.mu.Lock()
	now := g.home.clock()
	owner, locked := g.home.desk.Status(now), g.home.excursions.Locked()
	g.home.mu.Unlock()
	last, _ := g.ticks.At(now)
	s := local.Status{
		Site: g.config.Site, Software: process.ThisBuild().Version, Boot: g.boot, UpS: int64(now.Sub(g.home.born).Seconds()),
		Safety: last.Decision.State.String(), Layer: last.Decision.Layer.String(),
		Paused: owner.Paused, Reserve: float64(owner.Reserve), Lockout: locked,
		Loop: g.beats.told(), Cloud: g.link.told(), Alarms: h.alarms(locked),
	}
	for _, d := range g.home.Devices() {
		id := d.Known.Identity
		s.Devices = append(s.Devices, local.Device{
			ID: string(d.ID), State: d.State.String(), Role: d.Known.Role, ReadOnly: d.ReadOnly, Reserve: d.Reserve,
			Identity: joined(id.Maker, id.Model, id.Version, id.Serial),
		})
	}
	return s
}

func (h house) alarms(locked bool) []string {
	alarms := []string{}
	for _, s := range h.g.lost {
		alarms = append(alarms, fmt.Sprintf("the %s kept was damaged: the most cautious was taken in its place", s))
	}
	if locked {
		alarms = append(alarms, "locked out: the export limit was exceeded too often or too long")
	}
	if at, stuck := h.g.home.stuck(); stuck {
		alarms = append(alarms, "the loop hangs while "+at.String())
	}
	if _, failed := h.g.keeper.Counts(); failed > 0 {
		alarms = append(alarms, "the state folder cannot be written to")
	}
	return alarms
}

func joined(words ...string) string {
	out := ""
	for _, w := range words {
		if w != "" && out != "" {
			out += " "
		}
		out += w
	}
	return out
}

// Explain implements local.House.
func (h house) Explain(t time.Time) (local.Explanation, error) {
	if t.IsZero() {
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
	return explained(tick), nil
}

// told is the tick in force at t as the cloud is told of it.
func (g *Gateway) told(t time.Time) wire.Explanation {
	if t.IsZero() {
		t = g.home.clock()
	}
	tick, ok := g.ticks.At(t)
	if !ok {
		return wire.Explanation{}
	}
	snap := energy.Snapshot{At: tick.At, Grid: tick.Grid, Battery: tick.Battery, PV: tick.PV, Load: tick.Load, SoC: tick.SoC}
	return wire.Explanation{Kept: true, Snapshot: snap, Decision: tick.Decision, Sentence: tick.Decision.Explain()}
}

func explained(t record.Tick) local.Explanation {
	d := t.Decision
	e := local.Explanation{
		At: t.At, Sentence: d.Explain(), Safety: d.State.String(), Layer: d.Layer.String(), Wants: map[string]float64{},
		Approved: wanted(d.Approved), Curtail: wanted(d.Curtail), Bounds: append([]string{}, d.Bounds.Names()...),
		Order: d.Order, LeaseMS: d.LeaseLeft.Milliseconds(),
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

// Wear implements local.House.
func (h house) Wear() []local.Wear { return h.g.home.Wear() }

// Do implements local.House.
func (h house) Do(a local.Act) error {
	home := h.g.home
	switch a.Verb {
	case local.Pause:
		home.Pause(a.For)
	case local.Resume:
		home.Resume()
	case local.Reserve:
		return home.Reserve(a.Share)
	case local.Reset:
		return home.Reset(safety.Resident)
	case local.ResetExpert:
		return home.Reset(safety.Installer)
	case local.Clear:
		home.Clear()
	case local.Beat:
		home.Beat(safety.Guard(a.Guard))
	case local.Dim:
		return home.Dim(safety.Guard(a.Guard), direction(a), safety.Dim{Active: a.Active, Power: a.Power, Timed: a.Timed, Lasts: a.For})
	default:
		return &fault.Error{Op: "do", Kind: fault.Invalid, Subject: string(a.Verb), Hint: "want one of pause, resume, reserve, reset, reset-expert, clear, beat, dim"}
	}
	return nil
}

func direction(a local.Act) safety.Direction {
	if a.Exporting {
		return safety.Exporting
	}
	return safety.Importing
}
