package server

import (
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/cloud/twin"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// crew is one plant's homes, as dispatch sees them.
type crew struct {
	plant     energy.PlantID
	estimates *estimates
	roster    *roster
	wires     wires // the plant's tick alone has it
}

// Desire implements dispatch.Fleet.
func (c *crew) Desire(o energy.Order) { c.estimates.twins.Desire(o) }

// View implements dispatch.Fleet. The loop is closed on what was measured: of a
// home that was read just now its reading counts as it was read, with its age, and
// of any other what is believed of it by now. The doubt is that of the plant's node,
// and that of the readings comes on top. A plant's power is that of its batteries: a
// home whose battery is not read is missing, whatever else it tells.
func (c *crew) View(now time.Time) dispatch.View {
	e := c.estimates
	called := c.roster.now.Load()
	ids := called.homes(c.plant, e.members.Homes(c.plant))
	v := dispatch.View{Homes: make([]dispatch.Home, len(ids))}
	var read tally
	for i, id := range ids {
		t, _ := e.twins.Get(id)
		home := e.look(id, &t, now)
		power := home.Battery
		called.bound(c.plant, &home)
		read.add(&power)
		if v.Homes[i] = home; !home.Ready {
			v.Loose += power.Mean
		}
	}
	c.wired(&v, ids, now)
	v.Total, v.Age, v.Coverage = read.total(), read.age(), read.coverage
	e.locked(func() { e.loose[c.plant] = v.Loose })
	node := e.picture.Load().groups[asset.GroupID(c.plant)]
	v.Interval = v.Total.Interval(dispatch.IntervalLevel)
	if p := &node.total.Powers[estimate.Battery]; p.Homes > 0 {
		v.Interval = wider(v.Total.Mean, v.Interval, p.Interval(dispatch.IntervalLevel).Shift(-p.Mean))
		v.Total.Variance += p.Variance
	}
	return v
}

// wider adds an interval about 0 to one about mean; their errors have nothing to do
// with each other.
func wider(mean energy.Watts, e, by energy.Envelope) energy.Envelope {
	hypot := func(a, b energy.Watts) energy.Watts { return energy.Watts(math.Hypot(float64(a), float64(b))) }
	return energy.Envelope{Min: mean - hypot(mean-e.Min, by.Min), Max: mean + hypot(e.Max-mean, by.Max)}
}

func (e *estimates) look(id energy.SiteID, t *twin.Twin, now time.Time) dispatch.Home {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.homeOf(id, t, now)
}

// batteryOf returns the power of a home's battery, Modelled without variance: that
// is in the sum over all.
func (e *estimates) batteryOf(id energy.SiteID, t *twin.Twin, now time.Time) energy.Estimate {
	return e.battery(id, t.Estimate(now).Battery, now)
}

func (e *estimates) battery(id energy.SiteID, read energy.Estimate, now time.Time) energy.Estimate {
	if read.Provenance == energy.Measured {
		return read
	}
	one, known := e.one(id, now)
	if p := &one.Powers[estimate.Battery]; known && p.Homes > 0 {
		return energy.Estimate{Mean: p.Mean, Provenance: energy.Modelled, Age: one.Age}
	}
	return energy.Estimate{}
}

// one returns what is believed of a home, for who holds mu.
func (e *estimates) one(id energy.SiteID, now time.Time) (estimate.One, bool) {
	slot, seated := e.seats.slots[id]
	if !seated {
		return estimate.One{}, false
	}
	return e.fleet.One(slot, now)
}

func (e *estimates) homeOf(id energy.SiteID, t *twin.Twin, now time.Time) dispatch.Home {
	h := dispatch.Home{
		Site: id, Boot: t.Boot, Highest: t.Highest, Moment: t.Moment, InForce: t.InForce(), MaxLease: t.MaxLease,
		Limits: t.Report.Decision.Bounds,
	}
	told := t.Estimate(now)
	if h.Battery = e.battery(id, told.Battery, now); told.Load.Provenance != energy.Unseen {
		h.Surplus = told.PV.Mean + told.Load.Mean
	}
	h.Armed = armedOf(t)
	slot, seated := e.seats.slots[id]
	if t.Condition(now) != twin.Commandable || !seated {
		return h
	}
	a, known := e.fleet.Ability(slot, now, 0.5)
	h.Ready, h.EnergyUp, h.EnergyDown = known, a.Left(), a.Room()
	h.Up, h.Down = a.Up(estimate.FiveMinutes), a.Down(estimate.FiveMinutes)
	return h
}
