package server

import (
	"context"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/fleet"
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

// Site implements api.Sites. A home that enrolled and never reported is shown
// as never heard of, with every reading missing.
func (s *sites) Site(id energy.SiteID) (api.Site, error) {
	t, known := s.twins.Get(id)
	if !known && len(s.registry.Certificates(id)) == 0 {
		return api.Site{}, &fault.Error{Op: "show site", Kind: fault.NotFound, Subject: string(id), Hint: "hearthctl site list shows the homes"}
	}
	return siteView(id, &t, time.Now()), nil
}

func siteView(id energy.SiteID, t *twin.Twin, now time.Time) api.Site {
	v := api.Site{
		ID: id, Online: t.Online, Boot: t.Boot, Seq: t.Report.Seq, Condition: t.Condition(now).String(), Readings: readings(t, now),
	}
	if old, heard := t.Old(now); heard && old <= twin.TimeOut {
		decided(&v, &t.Report.Decision)
	}
	if silent, ok := t.Silent(now); ok {
		seconds := silent.Seconds()
		v.HeardS = &seconds
	}
	return v
}

// decided shows what the home decided, which is told only while it is true of
// now.
func decided(v *api.Site, d *energy.Decision) {
	state, layer, order := d.State.String(), d.Layer.String(), d.Order
	v.State, v.Layer, v.Order, v.Bounds = &state, &layer, &order, append([]string{}, d.Bounds.Names()...)
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
