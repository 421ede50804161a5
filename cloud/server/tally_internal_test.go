package server

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

var power = rapid.Custom(func(t *rapid.T) energy.Estimate {
	return energy.Estimate{
		Mean:       energy.Watts(rapid.IntRange(-10_000, 10_000).Draw(t, "mean_w")),
		Variance:   float64(rapid.IntRange(0, 1_000_000).Draw(t, "variance")),
		Provenance: energy.Provenance(rapid.IntRange(0, 2).Draw(t, "provenance")),
		Age:        time.Duration(rapid.IntRange(0, 900).Draw(t, "age_s")) * time.Second,
	}
})

// There is no total without its coverage: it is compared with a count by hand, which
// whole numbers keep exact.
func TestRow19_CoverageOnEveryTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOf(power).Draw(t, "homes")
		var got tally
		var mean energy.Watts
		var variance float64
		count := map[energy.Provenance]int{}
		var oldest, ages time.Duration
		for _, e := range all {
			got.add(&e)
			count[e.Provenance]++
			if e.Provenance != energy.Unseen {
				mean, variance, oldest = mean+e.Mean, variance+e.Variance, max(oldest, e.Age)
			}
			if e.Provenance == energy.Measured {
				ages += e.Age
			}
		}
		require.Equal(t, mean, got.total().Mean)
		require.Equal(t, ages/time.Duration(max(1, count[energy.Measured])), got.age())
		require.Equal(t, variance, got.total().Variance)
		require.Equal(t, energy.Coverage{
			Measured: count[energy.Measured], Modelled: count[energy.Modelled], Missing: count[energy.Unseen], Oldest: oldest,
		}, got.coverage)
	})
}

func TestProvenanceIsThatOfTheWorstSeen(t *testing.T) {
	f := func(want energy.Provenance, homes ...energy.Provenance) {
		t.Helper()
		var all tally
		for _, p := range homes {
			all.add(&energy.Estimate{Provenance: p})
		}
		require.Equal(t, want, all.total().Provenance)
	}
	f(energy.Unseen)
	f(energy.Unseen, energy.Unseen)
	f(energy.Measured, energy.Measured, energy.Unseen)
	f(energy.Modelled, energy.Measured, energy.Modelled)
}
