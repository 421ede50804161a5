package bench_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/hil/bench"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func TestQuantile(t *testing.T) {
	f := func(q energy.Ratio, want time.Duration, samples ...time.Duration) {
		t.Helper()
		got, ok := bench.Quantile(samples, q)
		require.True(t, ok)
		require.Equal(t, want, got)
	}
	f(0.5, 2, 3, 1, 2)
	f(0.5, 2, 4, 3, 2, 1)
	f(0.99, 4, 4, 3, 2, 1)
	f(0, 1, 2, 1)
	f(1, 2, 2, 1)
	_, ok := bench.Quantile[time.Duration](nil, 0.5)
	require.False(t, ok)
}

func TestQuantileIsASampleThatEnoughDoNotExceed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		samples := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) time.Duration {
			return time.Duration(rapid.IntRange(0, 50).Draw(t, "ns"))
		}), 1, 80).Draw(t, "samples")
		q := rapid.Float64Range(0, 1).Draw(t, "q")
		got, ok := bench.Quantile(samples, energy.Ratio(q))
		require.True(t, ok)
		require.Contains(t, samples, got)
		within := len(slices.DeleteFunc(slices.Clone(samples), func(d time.Duration) bool { return d > got }))
		require.GreaterOrEqual(t, float64(within), q*float64(len(samples))-1e-9)
	})
}
