package server

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/history"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// past answers for what was stored of the homes.
type past struct {
	sites    *sites
	database database
}

// roomsOf returns what stands behind the API.
func roomsOf(c Config, s stores, r *road) api.Rooms {
	plants := &plants{registry: s.registry, running: r.plants, counts: r.counts}
	sites := &sites{registry: s.registry, twins: r.twins}
	counts := &counts{broker: r.broker, ingest: r.ingest, history: r.history, twins: r.twins, plants: r.plants, asker: r.asker}
	return api.Rooms{
		Plants: plants, Targets: plants, Members: plants, Sites: sites, Past: &past{sites: sites, database: s.database}, Counts: counts,
		Explains: &explainer{sites: sites, asker: r.asker}, Fleet: &assets{registry: s.registry},
		Enroller: &enroller{authority: s.authority, claim: s.claim, registry: s.registry, dispatch: s.signer, plant: energy.PlantID(c.Enroll.JoinPlant)},
	}
}

// metrics are those of the history, by the names that the API gives readings.
var metrics = map[string]history.Metric{
	"grid_w": history.GridPower, "battery_w": history.BatteryPower, "pv_w": history.PVPower, "load_w": history.LoadPower,
	"soc_ratio": history.StateOfCharge, "voltage_v": history.GridVoltage, "frequency_hz": history.GridFrequency,
	"battery_temperature_celsius": history.BatteryTemperature, "approved_w": history.ApprovedPower,
}

// Series implements api.Past.
func (p *past) Series(ctx context.Context, site energy.SiteID, metric string, span energy.Interval) (api.Series, error) {
	if _, err := p.sites.Site(site); err != nil {
		return api.Series{}, err
	}
	m, known := metrics[metric]
	if !known {
		return api.Series{}, &fault.Error{Op: "read history", Kind: fault.Invalid, Subject: string(site),
			Hint: "metrics are " + strings.Join(slices.Sorted(maps.Keys(metrics)), ", "), Err: fmt.Errorf("metric %q is unknown", metric)}
	}
	client, err := p.database.client()
	if err != nil {
		return api.Series{}, err
	}
	points, err := client.Read(ctx, site, m, span)
	if err != nil {
		return api.Series{}, err
	}
	return seriesOf(site, metric, span, points), nil
}

func seriesOf(site energy.SiteID, metric string, span energy.Interval, points []history.Point) api.Series {
	s := api.Series{
		Site: site, Metric: metric, From: span.Start, To: span.End, Quality: "read",
		Times: make([]time.Time, len(points)), Values: make([]float64, len(points)),
	}
	if metrics[metric] == history.ApprovedPower {
		s.Quality = "decided"
	}
	for i, p := range points {
		s.Times[i], s.Values[i] = p.At, p.Value
	}
	return s
}
