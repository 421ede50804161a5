package dispatch_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// anyWatts is every finite number, the largest and the smallest among them.
var anyWatts = rapid.OneOf(
	rapid.Float64Range(-1e5, 1e5),
	rapid.Float64Range(-math.MaxFloat64, math.MaxFloat64),
	rapid.SampledFrom([]float64{0, 1e200, -1e200, math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64}),
)

func TestWhateverComesInTheLoopStaysFinite(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s dispatch.State
		var out dispatch.Output
		now := noon
		watts := func(name string) energy.Watts { return energy.Watts(anyWatts.Draw(t, name)) }
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(-1000, 60_000).Draw(t, "ms")) * time.Millisecond)
			in := dispatch.Input{
				Target: watts("target"), Most: watts("most"), Up: watts("up"), Down: watts("down"), Loose: watts("loose"),
				Total: energy.Estimate{Mean: watts("mean"), Provenance: energy.Provenance(rapid.IntRange(0, 2).Draw(t, "provenance"))},
				Age:   time.Duration(rapid.IntRange(0, 20_000).Draw(t, "age_ms")) * time.Millisecond,
			}
			s, out = dispatch.Step(s, in, now)
			require.True(t, out.Level >= -1 && out.Level <= 1, "level %v", out.Level)
			require.True(t, energy.IsFinite(out.Asked) && energy.IsFinite(s.Correction()), "asked %v, correction %v", out.Asked, s.Correction())
		}
	})
}

// TestAnAbsurdTargetIsForgotten: a power no plant has, then ones it has.
func TestAnAbsurdTargetIsForgotten(t *testing.T) {
	l := newLoop(1)
	for _, target := range []energy.Watts{10_000, 1e199, 1e200, 20_000, 40_000} {
		l.run(2, target)
	}
	require.InEpsilon(t, 30_000, float64(l.run(60, 30_000)), 0.02)
	require.InDelta(t, 0.3, l.out.Level, 0.01)
}

// TestTheLevelIsOneTheWireTakes: a capacity that a loose home shifts and shifts
// back may round to more than itself.
func TestTheLevelIsOneTheWireTakes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := dispatch.Input{
			Target: energy.Watts(rapid.SampledFrom([]float64{-1e9, 1e9}).Draw(t, "target")),
			Up:     energy.Watts(rapid.Float64Range(1, 1e5).Draw(t, "up")), Down: energy.Watts(rapid.Float64Range(1, 1e5).Draw(t, "down")),
			Loose: energy.Watts(rapid.Float64Range(-1e5, 1e5).Draw(t, "loose")),
		}
		_, out := dispatch.Step(dispatch.State{}, in, noon)
		require.True(t, out.Level >= -1 && out.Level <= 1, "level %v", out.Level)
	})
}
