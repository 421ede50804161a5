package server

import (
	"context"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/cloud/twin"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// underWay is how long a report may be on its way: who asks of now has not seen it.
const underWay = time.Second

// EstimateSite implements api.Estimates.
func (e *estimates) EstimateSite(_ context.Context, id energy.SiteID, at time.Time, level energy.Ratio) (api.SiteEstimate, bool, error) {
	t, heard := e.twins.Get(id)
	if !heard && !e.registry.HasSite(id) {
		return api.SiteEstimate{}, false, &fault.Error{Op: "estimate", Kind: fault.NotFound, Subject: string(id), Hint: "hearthctl site list shows the homes"}
	}
	now := e.clock()
	sampled := now // where nothing was, nothing is of before now
	if since, told := t.Since(now); told {
		sampled = now.Add(-since)
	}
	if at.Before(sampled.Add(-underWay)) {
		return api.SiteEstimate{}, false, nil
	}
	v := e.siteView(id, &t, at, level)
	if at.Sub(now).Abs() <= twin.FreshFor {
		condition := t.Condition(now).String()
		v.Condition = &condition
	}
	return v, true, nil
}

func (e *estimates) siteView(id energy.SiteID, t *twin.Twin, at time.Time, level energy.Ratio) api.SiteEstimate {
	e.mu.Lock()
	defer e.mu.Unlock()
	b := belief{fleet: e.fleet, at: at, level: level}
	slot, seated := e.seats.slots[id]
	if seated {
		b.look(slot, t, e.picture.Load().at)
	}
	s := &t.Report.Snapshot
	v := api.SiteEstimate{
		Battery: b.power(estimate.Battery, s.Battery, t), PV: b.power(estimate.PV, s.PV, t),
		Load: b.power(estimate.Load, s.Load, t), Grid: b.power(estimate.Grid, s.Grid, t),
	}
	b.battery(&v, t)
	return v
}

// belief is what is believed of one home at an instant.
type belief struct {
	fleet *estimate.Fleet
	slot  estimate.Slot
	at    time.Time
	level energy.Ratio
	one   estimate.One
	age   time.Duration
	known bool
}

// look asks the fleet. What came in while it was under way is believed as of the
// pass that heard it. What holds, for a change would have been told, is of now.
func (b *belief) look(slot estimate.Slot, t *twin.Twin, passed time.Time) {
	b.slot = slot
	b.one, b.known = b.fleet.One(slot, b.at)
	if !b.known && b.at.Before(passed) {
		b.at = passed
		b.one, b.known = b.fleet.One(slot, b.at)
	}
	if b.age = b.one.Age; t.Holds(b.at) {
		b.age = 0
	}
}

func (b *belief) from() energy.Provenance {
	if b.age <= twin.FreshFor {
		return energy.Measured
	}
	return energy.Modelled
}

func (b *belief) power(q estimate.Quantity, told energy.Reading[energy.Watts], t *twin.Twin) api.Estimate {
	p := &b.one.Powers[q]
	if !b.known || p.Homes == 0 {
		return unseen(told, t, b.at)
	}
	i := b.one.Interval(q, b.level)
	return api.EstimateOf(p.Mean, i.Min, i.Max, b.from(), b.age)
}

// unseen is what is told of a value of which nothing is believed: its age.
func unseen[T ~float64](told energy.Reading[T], t *twin.Twin, at time.Time) api.Estimate {
	var age time.Duration
	if a, read := told.Age(t.Report.Snapshot.At); read {
		old, _ := t.Old(at)
		age = a + old
	}
	return api.EstimateOf(0.0, 0, 0, energy.Unseen, age)
}

// battery fills in what the battery holds and can do. All of it follows the energy
// in it, which is in doubt.
func (b *belief) battery(v *api.SiteEstimate, t *twin.Twin) {
	low, known := b.ability((1 - b.level) / 2)
	mean, _ := b.ability(0.5)
	high, _ := b.ability((1 + b.level) / 2)
	told := t.Report.Snapshot.SoC
	shown := func(of func(*estimate.Ability) float64) api.Estimate {
		if !known {
			return unseen(told, t, b.at)
		}
		x, y := of(&low), of(&high)
		return api.EstimateOf(of(&mean), min(x, y), max(x, y), b.from(), b.age)
	}
	v.SoC = shown(func(a *estimate.Ability) float64 { return share(a.Stored, a.Capacity) })
	v.Capability = api.SiteCapability{
		Discharge:      shown(func(a *estimate.Ability) float64 { return float64(a.Discharge) }),
		Charge:         shown(func(a *estimate.Ability) float64 { return float64(a.Charge) }),
		EnergyUp:       shown(func(a *estimate.Ability) float64 { return float64(a.Left()) }),
		EnergyDown:     shown(func(a *estimate.Ability) float64 { return float64(a.Room()) }),
		DischargeLasts: shown(func(a *estimate.Ability) float64 { return lasts(a.Left(), a.Discharge) }),
		ChargeLasts:    shown(func(a *estimate.Ability) float64 { return lasts(a.Room(), a.Charge) }),
	}
}

func (b *belief) ability(level energy.Ratio) (estimate.Ability, bool) {
	if !b.known {
		return estimate.Ability{}, false
	}
	return b.fleet.Ability(b.slot, b.at, level)
}

func share(part, whole energy.WattHours) float64 {
	if whole <= 0 {
		return 0
	}
	return float64(part / whole)
}

// lasts returns for how many seconds an energy gives a power; a power of 0 W is had
// for none.
func lasts(left energy.WattHours, at energy.Watts) float64 {
	if at <= 0 {
		return 0
	}
	return 3600 * float64(left) / float64(at)
}
