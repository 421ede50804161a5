package aggregate_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/aggregate"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

var estimate = rapid.Custom(func(t *rapid.T) energy.Estimate {
	return energy.Estimate{
		Mean:       energy.Watts(rapid.IntRange(-10_000, 10_000).Draw(t, "mean_w")),
		Variance:   float64(rapid.IntRange(0, 1_000_000).Draw(t, "variance")),
		Provenance: energy.Provenance(rapid.IntRange(0, 2).Draw(t, "provenance")),
		Age:        time.Duration(rapid.IntRange(0, 900).Draw(t, "age_s")) * time.Second,
	}
})

// TestRow19_CoverageOnEveryTotal compares Sum with a count by hand; whole
// numbers keep both exact.
func TestRow19_CoverageOnEveryTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOf(estimate).Draw(t, "homes")
		var mean energy.Watts
		var variance float64
		count := map[energy.Provenance]int{}
		var oldest, ages time.Duration
		for _, e := range all {
			count[e.Provenance]++
			if e.Provenance != energy.Unseen {
				mean, variance, oldest = mean+e.Mean, variance+e.Variance, max(oldest, e.Age)
				ages += e.Age
			}
		}
		got := aggregate.Sum(all)
		require.Equal(t, mean, got.Estimate().Mean)
		require.Equal(t, ages/time.Duration(max(1, len(all)-count[energy.Unseen])), got.Age())
		require.Equal(t, variance, got.Estimate().Variance)
		require.Equal(t, energy.Coverage{
			Measured: count[energy.Measured], Modelled: count[energy.Modelled], Missing: count[energy.Unseen], Oldest: oldest,
		}, got.Coverage())
		require.Equal(t, len(all), got.Coverage().Homes())
	})
}

func TestProvenanceIsThatOfTheWorstSeen(t *testing.T) {
	f := func(want energy.Provenance, homes ...energy.Provenance) {
		t.Helper()
		var all []energy.Estimate
		for _, p := range homes {
			all = append(all, energy.Estimate{Provenance: p})
		}
		require.Equal(t, want, aggregate.Sum(all).Estimate().Provenance)
	}
	f(energy.Unseen)
	f(energy.Unseen, energy.Unseen)
	f(energy.Measured, energy.Measured, energy.Unseen)
	f(energy.Modelled, energy.Measured, energy.Modelled)
}

func TestDoubtGrowsWithTheRootOfTheHomes(t *testing.T) {
	homes := make([]energy.Estimate, 100)
	for i := range homes {
		homes[i] = energy.Estimate{Mean: 10, Variance: 4, Provenance: energy.Modelled}
	}
	in := aggregate.Sum(homes).Estimate().Interval(0.9)
	require.InDelta(t, 1000-1.6449*math.Sqrt(400), float64(in.Min), 0.01)
	require.InDelta(t, 1000+1.6449*math.Sqrt(400), float64(in.Max), 0.01)
}
