package server

import (
	"context"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// EstimateFleet implements api.Estimates: from the last pass.
func (e *estimates) EstimateFleet(_ context.Context, level energy.Ratio) (api.GroupEstimate, error) {
	p := e.picture.Load()
	return e.groupView(p, string(everyHome), &p.all, level), nil
}

// EstimateGroup implements api.Estimates: from the last pass.
func (e *estimates) EstimateGroup(ctx context.Context, id, kind string, level energy.Ratio) (api.GroupEstimate, error) {
	p := e.picture.Load()
	b, known := p.groups[asset.GroupID(id)]
	if !known { // it has no home, or is not there
		g, err := e.registry.Group(ctx, asset.GroupID(id))
		if err != nil {
			return api.GroupEstimate{}, err
		}
		b.node = node{id: noNode, kind: g.Kind}
	}
	if kind != "" && kind != string(b.kind) {
		return api.GroupEstimate{}, &fault.Error{Op: "find " + kind, Kind: fault.NotFound, Subject: id, Hint: "it is a " + string(b.kind)}
	}
	return e.groupView(p, id, &b, level), nil
}

func (e *estimates) groupView(p *picture, id string, b *believed, level energy.Ratio) api.GroupEstimate {
	v := groupEstimate(&b.total, level)
	v.ID, v.Kind, v.At, v.Level = id, string(b.kind), p.at.UTC(), level
	v.Firm = e.promised(p, b)
	return v
}

func groupEstimate(t *estimate.Total, level energy.Ratio) api.GroupEstimate {
	v := api.GroupEstimate{
		Coverage: coverageOf(t),
		Battery:  sumOf(t.Powers[estimate.Battery], level), PV: sumOf(t.Powers[estimate.PV], level),
		Load: sumOf(t.Powers[estimate.Load], level), Grid: sumOf(t.Powers[estimate.Grid], level),
		Stored:     sumOf(t.Stored, level),
		Capability: api.GroupCapability{Up: offerOf(t.Up[estimate.FiveMinutes], level), Down: offerOf(t.Down[estimate.FiveMinutes], level)},
		States: map[string]int{
			"silent": t.States[estimate.Silent], "guessed": t.States[estimate.Guessed],
			"mute": t.States[estimate.Mute], "ready": t.States[estimate.Ready],
		},
	}
	return v
}

func sumOf(p estimate.Power, level energy.Ratio) api.Sum {
	if p.Homes == 0 {
		return api.Sum{}
	}
	i := p.Interval(level)
	return api.SumOf(p.Mean, i.Min, i.Max, p.Homes)
}

// offerOf is sumOf of what cannot be below 0.
func offerOf(p estimate.Power, level energy.Ratio) api.Sum {
	s := sumOf(p, level)
	if s.Interval != nil {
		s.Interval[0] = max(0, s.Interval[0])
	}
	return s
}

func coverageOf(t *estimate.Total) api.GroupCoverage {
	c := t.Coverage
	v := api.GroupCoverage{Coverage: api.Coverage{Homes: c.Homes(), Reporting: c.Measured, Missing: 1, Excluded: c.Homes() - t.States[estimate.Ready]}}
	if n := energy.Ratio(c.Homes()); n > 0 {
		v.Measured, v.Modelled, v.Missing = energy.Ratio(c.Measured)/n, energy.Ratio(c.Modelled)/n, energy.Ratio(c.Missing)/n
	}
	if c.Measured+c.Modelled > 0 {
		oldest, median := c.Oldest.Seconds(), t.Median.Seconds()
		v.OldestS, v.MedianS = &oldest, &median
	}
	return v
}
