package rebound_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/programme/rebound"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

var start = time.Date(2026, 7, 1, 17, 0, 0, 0, time.UTC)

// TestStagger_NoMinuteHasMoreThanTheLimit: every window of a minute is looked at
// that begins with a release, which are all that matter.
func TestStagger_NoMinuteHasMoreThanTheLimit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limit := energy.Watts(rapid.IntRange(0, 20_000).Draw(t, "limit"))
		swings := rapid.SliceOfN(rapid.IntRange(0, 8000), 0, 60).Draw(t, "swings")
		homes := make([]rebound.Return, len(swings))
		swing := map[energy.SiteID]energy.Watts{}
		for i, w := range swings {
			homes[i] = rebound.Return{Site: energy.SiteID(fmt.Sprint("home-", i)), Swing: energy.Watts(w)}
			swing[homes[i].Site] = energy.Watts(w)
		}
		out := rebound.Stagger(homes, limit, "seed", start)
		require.Len(t, out, len(homes))
		require.True(t, slices.IsSortedFunc(out, func(a, b rebound.Release) int { return a.At.Compare(b.At) }))
		for i, first := range out {
			require.False(t, first.At.Before(start))
			var sum energy.Watts
			n := 0
			for _, r := range out[i:] {
				if r.At.Before(first.At.Add(rebound.Window)) && swing[r.Site] > 0 {
					sum, n = sum+swing[r.Site], n+1
				}
			}
			require.True(t, sum <= limit+1e-6 || n == 1, "%v W of %d homes from %v", sum, n, first.At)
			require.Equal(t, swing[first.Site] > limit, first.Beyond)
		}
	})
}

// TestStagger_IsTheSameHoweverItIsAsked and no slower than the limit asks for:
// a minute of nobody is followed only by one too large for it.
func TestStagger_IsTheSameHoweverItIsAsked(t *testing.T) {
	homes := make([]rebound.Return, 1000)
	for i := range homes {
		homes[i] = rebound.Return{Site: energy.SiteID(fmt.Sprint("home-", i)), Swing: 5000}
	}
	out := rebound.Stagger(homes, 250_000, "call-1", start)
	slices.Reverse(homes)
	require.Equal(t, out, rebound.Stagger(homes, 250_000, "call-1", start))
	require.Equal(t, start.Add(19*time.Minute), out[999].At, "1000 homes of 5 kW at 250 kW a minute")
	require.NotEqual(t, out[0].Site, rebound.Stagger(homes, 250_000, "call-2", start)[0].Site, "another home's turn")
}

func TestRamp_IsInsideAndNeverSteeper(t *testing.T) {
	f := func(span time.Duration, at time.Duration, want energy.Watts) {
		t.Helper()
		r := rebound.Ramp{Rise: 100, Fall: 50}
		require.Equal(t, want, r.Bound(3000, energy.Interval{Start: start, End: start.Add(span)}, start.Add(at)))
	}
	f(time.Hour, -time.Second, 0)
	f(time.Hour, 0, 0)
	f(time.Hour, 10*time.Second, 1000)
	f(time.Hour, 30*time.Minute, 3000)
	f(time.Hour, time.Hour-20*time.Second, 1000)
	f(time.Hour, time.Hour, 0)
	f(30*time.Second, 10*time.Second, 1000)
	require.Equal(t, energy.Watts(3000), rebound.Ramp{}.Bound(3000, energy.Interval{Start: start, End: start.Add(time.Minute)}, start))
	rapid.Check(t, func(t *rapid.T) {
		r := rebound.Ramp{Rise: energy.WattsPerSecond(rapid.Float64Range(1, 1e4).Draw(t, "rise")), Fall: energy.WattsPerSecond(rapid.Float64Range(1, 1e4).Draw(t, "fall"))}
		span := energy.Interval{Start: start, End: start.Add(time.Duration(rapid.IntRange(1, 7200).Draw(t, "s")) * time.Second)}
		at := start.Add(time.Duration(rapid.IntRange(0, 7200_000).Draw(t, "ms")) * time.Millisecond)
		step := time.Duration(rapid.IntRange(1, 5000).Draw(t, "step")) * time.Millisecond
		most := energy.Watts(rapid.Float64Range(0, 1e6).Draw(t, "most"))
		a, b := r.Bound(most, span, at), r.Bound(most, span, at.Add(step))
		require.LessOrEqual(t, float64(b-a), float64(r.Rise.Over(step))+1e-6)
		require.LessOrEqual(t, float64(a-b), float64(r.Fall.Over(step))+1e-6)
	})
}
