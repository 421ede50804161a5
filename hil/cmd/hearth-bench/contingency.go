package main

import (
	"context"
	"math"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hearthgrid/hearthgrid/hil/bench"
	"github.com/hearthgrid/hearthgrid/hil/cmd/hearth-bench/contingency"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// trial is one fleet and one event.
type trial struct {
	name    string
	quick   bool
	service contingency.Service
	event   contingency.Event
}

// trials are the fall that was fitted to a recorded one, and the ramps that AEMO measures
// by: of homes as they are in the field, and of such as are made for it.
func trials() []trial {
	fcr, dc, fast, very := contingency.FCR(), contingency.DynamicContainment(), contingency.FastRaise(), contingency.VeryFastRaise()
	return []trial{
		{"field_fcr", false, fcr, contingency.Fitted(fcr.Depth)},
		{"field_fcas_fast_raise", false, fast, contingency.Ramp(0.125, 0.5)},
		{"quick_dynamic_containment", true, dc, contingency.Fitted(dc.Depth)},
		{"quick_hold_at_49_61_hz", true, dc, contingency.Ramp(1000, 0.39)},
		{"quick_fcas_fast_raise", true, fast, contingency.Ramp(0.125, 0.5)},
		{"quick_fcas_very_fast_raise", true, very, contingency.Ramp(1, 0.5)},
	}
}

// contingencies measures how fleets that were armed answer a fall of the frequency with
// the cloud away.
func contingencies(ctx context.Context, o options) (bench.Figures, error) {
	x := contingency.Extent{Homes: 200, Away: 5 * time.Minute, Seed: 1}
	if o.short {
		x.Homes, x.Away = 20, 10*time.Second
	}
	out := bench.Figures{"homes": float64(x.Homes), "cloud_away_before_event_s": x.Away.Seconds()}
	var mu sync.Mutex
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(2)
	for _, one := range trials() {
		group.Go(func() error {
			x := x
			x.Quick, x.Service, x.Event = one.quick, one.service, one.event
			r, err := contingency.Run(ctx, x)
			mu.Lock()
			defer mu.Unlock()
			out[one.name] = partsOf(one, r)
			return err
		})
	}
	return out, group.Wait()
}

func partsOf(one trial, r contingency.Result) bench.Parts {
	p := bench.Parts{
		"homes_full_ratio": float64(r.HomesFull), "full_within_s": one.service.Full.Seconds(), "arms_sent": float64(r.Sent), "sent_after_the_cut": float64(r.Cried),
	}
	for name, value := range map[string]time.Duration{"fleet_full_s": r.Full, "slowest_home_full_s": r.Slowest} {
		if value != contingency.Never {
			p[name] = value.Seconds()
		}
	}
	for name, value := range map[string]energy.Ratio{"inside_corridor_ratio": r.Inside, "credited_ratio": r.Credit} {
		if value > 0 {
			p[name] = float64(value)
		}
	}
	if !math.IsNaN(r.OffMost) {
		p["off_curve_ratio"], p["off_curve_worst_home_ratio"] = r.Off, r.OffMost
	}
	return p
}
