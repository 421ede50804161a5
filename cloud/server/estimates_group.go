package server

import (
	"context"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// EstimateGroup implements api.Estimates: from the last pass, without a wait.
func (e *estimates) EstimateGroup(ctx context.Context, id, kind string, level energy.Ratio) (api.GroupEstimate, error) {
	p := e.picture.Load()
	b, known := p.groups[fleet.GroupID(id)]
	if !known { // it has no home, or is not there
		g, err := e.registry.Group(ctx, fleet.GroupID(id))
		if err != nil {
			return api.GroupEstimate{}, err
		}
		b.kind = g.Kind
	}
	if kind != "" && kind != string(b.kind) {
		return api.GroupEstimate{}, &fault.Error{Op: "find " + kind, Kind: fault.NotFound, Subject: id, Hint: "it is a " + string(b.kind)}
	}
	v := groupEstimate(&b.total, level)
	v.ID, v.Kind, v.At, v.Level = id, string(b.kind), p.at.UTC(), level
	return v, nil
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
	for _, span := range []estimate.Span{estimate.Quarter, estimate.Hour} {
		v.Firm = append(v.Firm, api.Firm{
			ForS: seconds(span), Probability: firmLevel, UpW: firm(t.Up[span]), DownW: firm(t.Down[span]),
		})
	}
	return v
}

// firmLevel is the probability with which what is called firm can be had.
const firmLevel energy.Ratio = 0.95

// firm returns what can be had of an offer, 0 of nobody's.
func firm(p estimate.Power) energy.Watts {
	if p.Homes == 0 {
		return 0
	}
	return max(0, p.Quantile(1-firmLevel))
}

func seconds(s estimate.Span) float64 {
	return map[estimate.Span]float64{estimate.FiveMinutes: 300, estimate.Quarter: 900, estimate.Hour: 3600}[s]
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
