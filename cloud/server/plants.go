package server

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/aggregate"
	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/cloud/twin"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// membersWait bounds how long a tick waits for the registry.
const membersWait = 500 * time.Millisecond

// members is one plant's homes, as dispatch and the API see them. A registry
// that does not answer leaves the last known members in place.
type members struct {
	plant    energy.PlantID
	registry *fleet.Registry
	twins    *twin.Store
	log      *slog.Logger
	known    []energy.SiteID // used by View's one caller only
}

// View implements dispatch.Fleet.
func (m *members) View(now time.Time) dispatch.View {
	ctx, cancel := context.WithTimeout(context.Background(), membersWait)
	defer cancel()
	if ids, err := m.registry.Members(ctx, fleet.GroupID(m.plant), now); err != nil {
		m.log.Warn("members not read, the last known stand", "plant", m.plant, "err", err)
	} else {
		m.known = ids
	}
	v := dispatch.View{Homes: make([]dispatch.Home, len(m.known))}
	estimates := make([]energy.Estimate, len(m.known))
	for i, id := range m.known {
		t, _ := m.twins.Get(id)
		v.Homes[i] = homeOf(id, &t, now)
		estimates[i] = t.Estimate(now).Battery
		if !v.Homes[i].Ready {
			v.Loose += estimates[i].Mean
		}
	}
	total := aggregate.Sum(estimates)
	v.Total, v.Age, v.Coverage = total.Estimate(), total.Age(), total.Coverage()
	return v
}

// Desire implements dispatch.Fleet.
func (m *members) Desire(o energy.Order) { m.twins.Desire(o) }

func homeOf(id energy.SiteID, t *twin.Twin, now time.Time) dispatch.Home {
	c, ready := t.Capability(now)
	return dispatch.Home{
		Site: id, Ready: ready, Boot: t.Boot, Highest: t.Highest, Moment: t.Moment, InForce: t.InForce(), MaxLease: t.MaxLease,
		Up: c.Up, Down: c.Down, EnergyUp: c.EnergyUp, EnergyDown: c.EnergyDown, Limits: t.Report.Decision.Bounds,
	}
}

// plants answers for the plants.
type plants struct {
	registry *fleet.Registry
	running  map[energy.PlantID]*dispatch.Plant
	counts   func() api.Telemetry
	change   sync.Mutex // what is durable and what is in effect change together
}

func (p *plants) find(id energy.PlantID) (*dispatch.Plant, error) {
	if plant, ok := p.running[id]; ok {
		return plant, nil
	}
	return nil, &fault.Error{Op: "find plant", Kind: fault.NotFound, Subject: string(id)}
}

// Plant implements api.Plants.
func (p *plants) Plant(id energy.PlantID) (api.Plant, error) {
	plant, err := p.find(id)
	if err != nil {
		return api.Plant{}, err
	}
	return p.view(id, plant.Status()), nil
}

// intervalLevel is the probability the shown interval is made for.
const intervalLevel = 0.9

func (p *plants) view(id energy.PlantID, s dispatch.Status) api.Plant {
	v := api.Plant{
		ID: id, GeneratedAt: s.At, ShortfallW: s.Shortfall, Limited: s.Limited, Telemetry: p.counts(),
		Delivered:  deliveredView(s),
		Coverage:   coverageView(s),
		Capability: api.Capability{UpW: s.OfferUp, DownW: s.OfferDown},
		Orders:     api.Orders{Sent: s.Orders.Sent, InForce: s.Orders.InForce, Refused: s.Orders.Refused},
	}
	if s.Active {
		v.Target, v.Level = &api.Target{PowerW: s.Target.Power, Until: s.Target.Until}, &s.Level
		if s.Target.Capacity > 0 {
			v.Target.CapacityW = &s.Target.Capacity
		}
	}
	return v
}

func deliveredView(s dispatch.Status) api.Delivered {
	d := api.Delivered{IntervalLevel: intervalLevel}
	if s.Total.Provenance != energy.Unseen {
		d.MeanW, d.IntervalW = &s.Total.Mean, &[2]energy.Watts{s.Interval.Min, s.Interval.Max}
	}
	return d
}

func coverageView(s dispatch.Status) api.Coverage {
	c := api.Coverage{Homes: s.Coverage.Homes(), Reporting: s.Coverage.Measured, Excluded: s.Excluded, Missing: 1}
	if n := energy.Ratio(c.Homes); n > 0 {
		c.Measured, c.Modelled = energy.Ratio(s.Coverage.Measured)/n, energy.Ratio(s.Coverage.Modelled)/n
		c.Missing = energy.Ratio(s.Coverage.Missing) / n
	}
	if s.Coverage.Measured+s.Coverage.Modelled > 0 {
		oldest := s.Coverage.Oldest.Seconds()
		c.OldestS = &oldest
	}
	return c
}
