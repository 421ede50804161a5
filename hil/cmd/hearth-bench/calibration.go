package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
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
	x, events := calibrate.Extent{Towns: 4, Homes: 40, Learn: 5 * day, Judge: 9 * day}, 1000
	if o.short {
		x, events = calibrate.Extent{Towns: 2, Homes: 20, Learn: 2 * day, Judge: 2 * day}, 200
	}
	f := bench.Figures{}
	if err := recorded(f); err != nil {
		return nil, err
	}
	if err := simulated(ctx, f, "", x, calibrate.Tuned); err != nil {
		return nil, err
	}
	if err := simulated(ctx, f, "holdout_", x, calibrate.Holdout); err != nil {
		return nil, err
	}
	if err := firm(ctx, f, "", events, calibrate.Tuned); err != nil {
		return nil, err
	}
	return f, firm(ctx, f, "holdout_", events, calibrate.Holdout)
}

// simulated judges the fleet of a seed.
func simulated(ctx context.Context, f bench.Figures, prefix string, x calibrate.Extent, seed uint64) error {
	all, err := calibrate.Simulated(ctx, x, seed)
	if err != nil {
		return err
	}
	var sums miss
	for _, j := range all {
		sums.add(f, prefix+"fleet", j.Pattern, &j.Fleet)
		sums.add(f, prefix+"plant", j.Pattern, &j.Plant)
		new(miss).add(f, prefix+"home", j.Pattern, &j.Home)
	}
	f[prefix+"worst_miss_points"] = 100 * float64(sums)
	return nil
}

// miss is the furthest that a coverage was from its level.
type miss float64

var quantityNames = [...]string{estimate.Battery: "battery", estimate.PV: "pv", estimate.Load: "load", estimate.Grid: "grid"}

func (m *miss) add(f bench.Figures, size string, p calibrate.Pattern, s *[4][4]calibrate.Score) {
	for q := range s {
		m.note(f, size+"_"+quantityNames[q], p.String(), &s[q])
	}
}

// note adds the figures of one series. A ratio to something of no width is none.
func (m *miss) note(f bench.Figures, of, pattern string, s *[4]calibrate.Score) {
	for i, level := range calibrate.Levels() {
		key := fmt.Sprintf("%s_p%.0f", pattern, 100*level)
		part(f, "coverage_"+of)[key] = float64(s[i].Coverage)
		if r := s[i].VsHeld; r < 1000 {
			part(f, "width_ratio_vs_last_value_"+of)[key] = r
		}
		if r := s[i].VsAlone; r < 1000 {
			part(f, "width_ratio_vs_uncorrelated_"+of)[key] = r
		}
		*m = max(*m, miss(math.Abs(float64(s[i].Coverage-level))))
	}
	part(f, "samples_"+of)[pattern] = float64(s[0].Samples)
}

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
	profiles, err := calibrate.Profiles(filepath.Join("..", "shared", "data"), "household_1min_uci", "pv_1min_nrel")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	var m miss
	judged := 0
	for _, p := range profiles {
		if p.Days() < 7 {
			continue // nothing is known of a home within its first days
		}
		judged++
		for _, share := range []energy.Ratio{0, 0.05, 0.2, 0.5} {
			s := calibrate.Recorded(p, share, p.Duration()/2, 3)
			name, _, _ := strings.Cut(p.Name, ".")
			m.note(f, "recorded_"+name, calibrate.Pattern{Share: share}.String(), &s)
		}
	}
	f["recordings"], f["worst_miss_points_recorded"] = float64(judged), 100*float64(m)
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
