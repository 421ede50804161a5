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
	writer   *history.Writer
}

// roomsOf returns what stands behind the API.
func roomsOf(c Config, s stores, r *road) api.Rooms {
	plants := &plants{registry: s.registry, running: &r.plants, counts: r.counts}
	sites := &sites{registry: s.registry, twins: r.twins}
	counts := &counts{broker: r.broker, ingest: r.ingest, history: r.history, twins: r.twins, plants: &r.plants, asker: r.asker, estimates: r.estimates, registry: s.registry, arms: r.arms, programmes: r.programmes, settlement: r.settlement}
	return api.Rooms{
		Plants: plants, Targets: plants, Members: plants, Sites: sites, Past: &past{sites: sites, database: s.database, writer: r.history}, Counts: counts,
		Explains: &explainer{sites: sites, asker: r.asker}, Fleet: &assets{registry: s.registry}, Estimates: r.estimates,
		Programmes: r.programmes, Enrolments: r.programmes, Calls: r.programmes, Notices: r.programmes,
		Settlements: r.settlement, Ledger: s.books,
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
func (p *past) Series(ctx context.Context, site energy.SiteID, metric string, span energy.Interval, step time.Duration) (api.Series, error) {
	if _, err := p.sites.Site(site); err != nil {
		return api.Series{}, err
	}
	m, there := metrics[metric]
	if !there {
		return api.Series{}, &fault.Error{Op: "read history", Kind: fault.Invalid, Subject: string(site),
			Hint: "metrics are " + strings.Join(slices.Sorted(maps.Keys(metrics)), ", "), Err: fmt.Errorf("metric %q is unknown", metric)}
	}
	client, err := p.database.client()
	if err != nil {
		return api.Series{}, err
	}
	read := func(ctx context.Context, span energy.Interval) ([]history.Known, error) {
		return client.Known(ctx, site, m, span)
	}
	series := seriesOf(site, metric, span)
	if step > 0 {
		err := stepped(ctx, &series, step, read)
		return series, err
	}
	known, err := read(ctx, span)
	stored(&series, known)
	return series, err
}

// stored tells each value as it came.
func stored(s *api.Series, known []history.Known) {
	s.Held, s.Lost = []float64{}, []time.Time{}
	for i := range known {
		k := &known[i]
		if k.Quality == energy.Missing {
			s.Lost = append(s.Lost, k.At)
			continue
		}
		s.Times, s.Values = append(s.Times, k.At), append(s.Values, k.Value)
		s.Qualities, s.Held = append(s.Qualities, qualityOf(k).String()), append(s.Held, k.Until.Sub(k.At).Seconds())
	}
}

func seriesOf(site energy.SiteID, metric string, span energy.Interval) api.Series {
	s := api.Series{
		Site: site, Metric: metric, From: span.Start, To: span.End, Quality: "read",
		Method: api.MethodStored, Times: []time.Time{}, Values: []float64{}, Qualities: []string{},
	}
	if metrics[metric] == history.ApprovedPower {
		s.Quality = "decided"
	}
	return s
}

func stepped(ctx context.Context, s *api.Series, step time.Duration, read reader) error {
	parts, err := inSteps(ctx, energy.Interval{Start: s.From, End: s.To}, step, read)
	if err != nil {
		return err
	}
	seconds := step.Seconds()
	s.StepS, s.Method, s.Shares = &seconds, api.MethodAverage, []float64{}
	if lasting[metrics[s.Metric]] {
		s.Method = api.MethodLast
	}
	parts.fill(s)
	return nil
}
