package dispatch

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestAnIntervalIsBroughtAlongWithItsTotal: at rest it is what it was, leaning as it
// did; else it is moved, and never narrower.
func TestAnIntervalIsBroughtAlongWithItsTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		power := rapid.Float64Range(-1e6, 1e6)
		from := energy.Estimate{Mean: energy.Watts(power.Draw(t, "mean_w")), Variance: rapid.Float64Range(0, 1e8).Draw(t, "variance")}
		below := energy.Watts(rapid.Float64Range(0, 1e5).Draw(t, "below_w"))
		above := energy.Watts(rapid.Float64Range(0, 1e5).Draw(t, "above_w"))
		was := energy.Envelope{Min: from.Mean - below, Max: from.Mean + above}
		still := brought(was, from, from)
		require.InDelta(t, float64(was.Min), float64(still.Min), 1e-6)
		require.InDelta(t, float64(was.Max), float64(still.Max), 1e-6)
		to := energy.Estimate{Mean: energy.Watts(power.Draw(t, "moved_w")), Variance: from.Variance + rapid.Float64Range(0, 1e8).Draw(t, "more")}
		is := brought(was, from, to)
		require.LessOrEqual(t, float64(is.Min), float64(to.Mean-below)+1e-6)
		require.GreaterOrEqual(t, float64(is.Max), float64(to.Mean+above)-1e-6)
		alone := energy.Estimate{Mean: to.Mean, Variance: to.Variance - from.Variance}.Interval(IntervalLevel)
		require.LessOrEqual(t, float64(is.Min), float64(alone.Min)+1e-6)
		require.GreaterOrEqual(t, float64(is.Max), float64(alone.Max)-1e-6)
	})
}
