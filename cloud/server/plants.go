package server

import (
	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// plants answers for the plants.
type plants struct {
	registry *fleet.Registry
	running  *running
	counts   func() api.Telemetry
}

func (p *plants) find(id energy.PlantID) (*dispatch.Plant, error) {
	if plant := p.running.get(id); plant != nil {
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
		ID: id, GeneratedAt: s.At, ShortfallW: s.Shortfall, Limited: s.Limited, Limits: limitsView(s.Binds), Unfollowing: unfollowingView(s.Unfollowing), Telemetry: p.counts(),
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
