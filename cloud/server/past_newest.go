package server

import (
	"context"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/history"
	"github.com/hearthgrid/hearthgrid/cloud/twin"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// lookBack is how far before a time its newest sample is looked for.
const lookBack = time.Hour

// Newest implements api.Past.
func (p *past) Newest(ctx context.Context, site energy.SiteID, at time.Time) (api.SiteEstimate, error) {
	if _, err := p.sites.Site(site); err != nil {
		return api.SiteEstimate{}, err
	}
	client, err := p.database.client()
	if err != nil {
		return api.SiteEstimate{}, err
	}
	e := unseenSite()
	begin := at.Add(-lookBack)
	if begin.UnixMilli() <= 0 {
		begin = time.UnixMilli(1)
	}
	for m, into := range map[history.Metric]*api.Estimate{
		history.BatteryPower: &e.Battery, history.PVPower: &e.PV, history.LoadPower: &e.Load, history.GridPower: &e.Grid, history.StateOfCharge: &e.SoC,
	} {
		known, err := client.Known(ctx, site, m, energy.Interval{Start: begin, End: at.Add(time.Millisecond)})
		if err != nil {
			return api.SiteEstimate{}, err
		}
		*into = newest(known, at)
	}
	return e, nil
}

// newest returns the last reading as what it says of a time, as a twin does: it
// grows no older while it holds, and once it is older than what a home is still
// estimated from, or was lost, it tells nothing but its age.
func newest(known []history.Known, at time.Time) api.Estimate {
	lost := false
	for i := len(known) - 1; i >= 0; i-- {
		k := &known[i]
		if k.Quality == energy.Missing {
			lost = true
			continue
		}
		age := max(0, at.Sub(k.Until))
		e := api.EstimateOf(k.Value, k.Value, k.Value, provenance(k, lost, age), age)
		e.Interval = nil
		return e
	}
	return api.EstimateOf(0.0, 0, 0, energy.Unseen, 0)
}

func provenance(k *history.Known, lost bool, age time.Duration) energy.Provenance {
	switch {
	case lost || age > twin.ModelFor:
		return energy.Unseen
	case age <= twin.FreshFor && qualityOf(k) == good:
		return energy.Measured
	}
	return energy.Modelled
}

// unseenSite is what is told of a home of which nothing is known.
func unseenSite() api.SiteEstimate {
	u := api.EstimateOf(0.0, 0, 0, energy.Unseen, 0)
	return api.SiteEstimate{
		Battery: u, PV: u, Load: u, Grid: u, SoC: u,
		Capability: api.SiteCapability{Discharge: u, Charge: u, EnergyUp: u, EnergyDown: u, DischargeLasts: u, ChargeLasts: u},
	}
}
