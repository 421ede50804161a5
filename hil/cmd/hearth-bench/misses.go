package main

import (
	"fmt"
	"math"

	"github.com/hearthgrid/hearthgrid/hil/bench"
	"github.com/hearthgrid/hearthgrid/hil/cmd/hearth-bench/calibrate"
)

// misses are by how much coverages were off their levels, in points: over all cells
// of a table, of which a cell is one level of one series.
type misses struct {
	cells, near, sure int
	squares, noise    float64 // of the misses, and of their standard errors
	worst, worstError float64
}

func (m *misses) add(f bench.Figures, size string, p calibrate.Pattern, all *[4]calibrate.Verdict) {
	for q := range all {
		m.note(f, size+"_"+quantityNames[q], p.String(), &all[q])
	}
}

// note adds the figures of one series. A ratio to something of no width is none.
func (m *misses) note(f bench.Figures, of, pattern string, v *calibrate.Verdict) {
	for i, level := range calibrate.Levels() {
		s, key := &v.Levels[i], fmt.Sprintf("%s_p%.0f", pattern, 100*level)
		part(f, "coverage_"+of)[key] = float64(s.Coverage)
		part(f, "coverage_error_"+of)[key] = float64(s.Error)
		for rival, r := range map[string]calibrate.Ratios{"last_value": s.VsHeld, "uncorrelated": s.VsAlone} {
			if r.Width < 1000 {
				part(f, "width_ratio_vs_"+rival+"_"+of)[key] = r.Width
			}
			if r.Score < 1000 {
				part(f, "score_ratio_vs_"+rival+"_"+of)[key] = r.Score
			}
		}
		m.take(100*float64(s.Coverage-level), 100*float64(s.Error))
	}
	for i, x := range v.PIT {
		part(f, "pit_"+of)[fmt.Sprintf("%s_%s", pattern, calibrate.Bin(i))] = x
	}
	part(f, "samples_"+of)[pattern] = float64(v.Samples)
}

func (m *misses) take(miss, err float64) {
	m.cells++
	m.squares += miss * miss
	m.noise += err * err
	miss = math.Abs(miss)
	if miss <= 2 {
		m.near++
	} else if miss > 2+2*err {
		m.sure++
	}
	if miss > m.worst {
		m.worst, m.worstError = miss, err
	}
}

// into adds how all cells stood: how many are within 2 points, how many are not by
// more than two standard errors, and the worst with its own.
func (m *misses) into(f bench.Figures, prefix string) {
	f[prefix+"cells"], f[prefix+"cells_within_2_points"] = float64(m.cells), float64(m.near)
	f[prefix+"cells_surely_beyond"] = float64(m.sure)
	f[prefix+"worst_miss_points"], f[prefix+"worst_miss_error"] = m.worst, m.worstError
	if m.cells > 0 {
		n := float64(m.cells)
		f[prefix+"rms_miss_points"], f[prefix+"rms_error_points"] = math.Sqrt(m.squares/n), math.Sqrt(m.noise/n)
	}
}
