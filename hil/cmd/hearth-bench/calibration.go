package main

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/hil/bench"
	"github.com/hearthgrid/hearthgrid/hil/cmd/hearth-bench/calibrate"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

const day = 24 * time.Hour

// calibration judges intervals by what then was: of recorded homes, of simulated
// fleets, and of power that was quoted as firm.
func calibration(ctx context.Context, o options) (bench.Figures, error) {
	x, events := calibrate.Extent{Towns: 4, Homes: 40, Learn: 8 * day, Judge: 30 * day, Patterns: calibrate.Patterns()}, 1000
	if o.short {
		x, events = calibrate.Extent{Towns: 2, Homes: 20, Learn: 4 * day, Judge: 4 * day, Patterns: calibrate.Patterns()}, 200
	}
	f := bench.Figures{}
	if err := recorded(f); err != nil {
		return nil, err
	}
	for prefix, seed := range map[string]uint64{"": calibrate.Tuned, "holdout_": calibrate.Holdout} {
		if err := simulated(ctx, f, prefix, x, seed); err != nil {
			return nil, err
		}
		if err := firm(ctx, f, prefix, events, seed); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// simulated judges the fleet of a seed.
func simulated(ctx context.Context, f bench.Figures, prefix string, x calibrate.Extent, seed uint64) error {
	all, err := calibrate.Simulated(ctx, x, seed)
	if err != nil {
		return err
	}
	var sums, homes misses
	for _, j := range all {
		sums.add(f, prefix+"fleet", j.Pattern, &j.Fleet)
		sums.add(f, prefix+"plant", j.Pattern, &j.Plant)
		homes.add(f, prefix+"home", j.Pattern, &j.Home)
	}
	f[prefix+"worst_miss_points"] = sums.worst
	sums.into(f, prefix+"sums_")
	homes.into(f, prefix+"homes_")
	return nil
}

var quantityNames = [...]string{estimate.Battery: "battery", estimate.PV: "pv", estimate.Load: "load", estimate.Grid: "grid"}

func part(f bench.Figures, name string) bench.Parts {
	p, ok := f[name].(bench.Parts)
	if !ok {
		p = bench.Parts{}
		f[name] = p
	}
	return p
}

// recorded judges the recordings beside the repository, where they are: the second
// half of each, from which no constant was taken. The model was chosen with an eye on
// both halves, so this is no untouched test.
func recorded(f bench.Figures) error {
	recordings, err := calibrate.Recordings(filepath.Join("..", "shared", "data"), "household_1min_uci", "pv_1min_nrel")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	var m misses
	judged := 0
	for _, r := range recordings {
		if r.Days() < 7 {
			continue // nothing is known of a home within its first days
		}
		judged++
		for _, share := range []energy.Ratio{0, 0.05, 0.2, 0.5} {
			v := calibrate.Recorded(r, share, r.Duration()/2, 3)
			name, _, _ := strings.Cut(r.Name, ".")
			m.note(f, "recorded_"+name, calibrate.Pattern{Share: share}.String(), &v)
		}
	}
	f["recordings"] = float64(judged)
	m.into(f, "recorded_")
	return nil
}

// firm judges what is quoted, of fleets as they are and of such as are mostly empty.
func firm(ctx context.Context, f bench.Figures, prefix string, events int, seed uint64) error {
	for name, span := range map[string]estimate.Span{"15min": estimate.Quarter, "60min": estimate.Hour} {
		for of, empty := range map[string]energy.Ratio{"": 0, "_empty_70": 0.7} {
			r, err := calibrate.Firm(ctx, span, events, empty, seed)
			if err != nil {
				return err
			}
			f[prefix+"firm_"+name+of+"_met"], f[prefix+"firm_"+name+of+"_of_true_quantile"] = float64(r.Met), r.OfTrue
		}
	}
	f[prefix+"firm_events"] = float64(events)
	return nil
}
