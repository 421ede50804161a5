package server

import (
	"context"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/cloud/history"
	"github.com/hearthgrid/hearthgrid/cloud/twin"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// sites answers for the homes from their twins.
type sites struct {
	registry *fleet.Registry
	twins    *twin.Store
}

// Sites implements api.Sites.
func (s *sites) Sites() ([]energy.SiteID, error) {
	ctx, cancel := context.WithTimeout(context.Background(), registerWait)
	defer cancel()
	return s.registry.Sites(ctx)
}

// Site implements api.Sites. A home that is in the registry and never reported,
// enrolled or not, is shown as never heard of, with every reading missing.
func (s *sites) Site(id energy.SiteID) (api.Site, error) {
	t, heard := s.twins.Get(id)
	if !heard && !s.registry.HasSite(id) {
		return api.Site{}, &fault.Error{Op: "show site", Kind: fault.NotFound, Subject: string(id), Hint: "hearthctl site list shows the homes"}
	}
	now := time.Now()
	v := siteView(id, &t, now)
	v.Enrolled, v.Groups = len(s.registry.Certificates(id)) > 0, []api.SiteGroup{}
	for _, g := range s.registry.Place(id, now).Groups {
		v.Groups = append(v.Groups, api.SiteGroup{ID: string(g.ID), Kind: string(g.Kind)})
	}
	return v, nil
}

func siteView(id energy.SiteID, t *twin.Twin, now time.Time) api.Site {
	v := api.Site{
		ID: id, Online: t.Online, Boot: t.Boot, Seq: t.Report.Seq, Condition: t.Condition(now).String(), Readings: readings(t, now),
		Armable: t.Arms.Able.Power,
	}
	if old, heard := t.Old(now); heard && old <= twin.TimeOut {
		decided(&v, &t.Report.Decision)
	}
	if silent, ok := t.Silent(now); ok {
		seconds := silent.Seconds()
		v.HeardS = &seconds
	}
	v.Clock = clockOf(t)
	return v
}

// clockOf says what the history says of the times of what the home told last.
func clockOf(t *twin.Twin) api.Clock {
	if t.Report.Seq == 0 || t.Moment == (energy.Moment{}) {
		return api.Clock{State: api.ClockUnknown}
	}
	off := t.Report.Snapshot.At.Add(t.Waited).Sub(t.Received)
	seconds := off.Seconds()
	if off.Abs() > history.ClockWithin {
		return api.Clock{State: api.ClockWrong, OffS: &seconds}
	}
	return api.Clock{State: api.ClockRight, OffS: &seconds}
}

// decided shows what the home decided, which is told only while it is true of
// now.
func decided(v *api.Site, d *energy.Decision) {
	state, layer, order, arm := d.State.String(), d.Layer.String(), d.Order, d.Arm
	v.State, v.Layer, v.Order, v.Arm, v.Bounds = &state, &layer, &order, &arm, append([]string{}, d.Bounds.Names()...)
	if p, ok := d.Approved.Power(); ok {
		w := float64(p)
		v.Approved = &w
	}
}

// readings shows each value with its age now: that at its sample on the home's
// clock, its wait there, and the time since it came on ours. What a home that
// tells changes only said last holds (twin.Twin.Holds), and grows no older.
func readings(t *twin.Twin, now time.Time) map[string]api.Reading {
	s := &t.Report.Snapshot
	old, _ := t.Old(now)
	at := s.At.Add(old)
	return map[string]api.Reading{
		"grid_w": shown(s.Grid, at), "inverter_w": shown(s.Inverter, at), "battery_w": shown(s.Battery, at),
		"pv_w": shown(s.PV, at), "load_w": shown(s.Load, at), "soc_ratio": shown(s.SoC, at),
		"capacity_wh": shown(s.Capacity, at), "max_charge_w": shown(s.MaxCharge, at), "max_discharge_w": shown(s.MaxDischarge, at),
		"battery_temperature_celsius": shown(s.Temperature, at), "voltage_v": shown(s.Voltage, at), "frequency_hz": shown(s.Frequency, at),
	}
}

// shown takes the value off a reading of a home that fell silent: only its age
// is true of now.
func shown[T ~float64](r energy.Reading[T], at time.Time) api.Reading {
	return api.ReadingOf(r.Fresh(at, twin.TimeOut), at)
}
