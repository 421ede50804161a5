package energy_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestPowerOverTimeIsEnergy(t *testing.T) {
	require.Equal(t, energy.WattHours(500), energy.Watts(1000).Over(30*time.Minute))
	require.Equal(t, energy.Watts(1000), energy.WattHours(500).At(30*time.Minute))
}

func TestNotFiniteIsMissing(t *testing.T) {
	f := func(v float64) {
		t.Helper()
		_, ok := energy.Read(energy.Watts(v), noon).Value()
		require.False(t, ok)
	}
	f(math.NaN())
	f(math.Inf(1))
	f(math.Inf(-1))
}

func TestStaleReadingKeepsItsTimeAndLosesItsValue(t *testing.T) {
	r := energy.Read(energy.Watts(100), noon).Fresh(noon.Add(6*time.Second), 5*time.Second)
	_, ok := r.Value()
	require.False(t, ok)
	age, seen := r.Age(noon.Add(6 * time.Second))
	require.True(t, seen)
	require.Equal(t, 6*time.Second, age)
}

func TestSumIsAsOldAndAsGoodAsItsWorsePart(t *testing.T) {
	old := energy.Read(energy.Watts(1), noon.Add(-time.Second)).Doubt()
	sum := energy.Read(energy.Watts(2), noon).Plus(old)
	v, ok := sum.Value()
	require.True(t, ok)
	require.Equal(t, energy.Watts(3), v)
	require.Equal(t, energy.Doubtful, sum.Quality())
	require.Equal(t, noon.Add(-time.Second), sum.At())
	_, ok = sum.Minus(old.Lost()).Value()
	require.False(t, ok)
}

func TestEnvelopeWithinNeverLeavesTheOuter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) energy.Envelope {
			a, b := rapid.Float64Range(-1e5, 1e5).Draw(t, name+"a"), rapid.Float64Range(-1e5, 1e5).Draw(t, name+"b")
			return energy.Envelope{Min: energy.Watts(min(a, b)), Max: energy.Watts(max(a, b))}
		}
		outer := draw("outer")
		in := draw("inner").Within(outer)
		require.LessOrEqual(t, in.Min, in.Max)
		require.True(t, outer.Contains(in.Min) && outer.Contains(in.Max))
	})
}

func TestIntervalHoldsItsLevel(t *testing.T) {
	e := energy.Estimate{Mean: 100, Variance: 100}
	i := e.Interval(0.9)
	require.InDelta(t, 100-16.449, float64(i.Min), 0.01)
	require.InDelta(t, 100+16.449, float64(i.Max), 0.01)
}

func TestParticipationFollowsTheSignalInsideItsBounds(t *testing.T) {
	p := energy.Participation{Base: 100, SlopeUp: 1000, SlopeDown: 2000, Bounds: energy.Envelope{Min: -1500, Max: 900}}
	f := func(level float64, want energy.Watts) {
		t.Helper()
		require.Equal(t, want, p.Power(level))
	}
	f(0, 100)
	f(0.5, 600)
	f(1, 900)
	f(7, 900)
	f(-0.5, -900)
	f(-1, -1500)
}

func TestIDs(t *testing.T) {
	f := func(s string, ok bool) {
		t.Helper()
		_, err := energy.ParseSiteID(s)
		require.Equal(t, ok, err == nil)
	}
	f("home-0001", true)
	f("", false)
	f("a/b", false)
	f("a+", false)
	f("#", false)
}

func TestNames(t *testing.T) {
	require.Equal(t, "rating,ramp", (energy.BoundRating | energy.BoundRamp).String())
	require.Equal(t, "failsafe", energy.SafetyState(0).String())
	require.Equal(t, "unknown", energy.Layer(200).String())
	require.Equal(t, "missing", energy.Provenance(0).String())
}

func TestPowerIsReadInWordsNotSigns(t *testing.T) {
	f := func(p energy.Watts, want string) {
		t.Helper()
		require.Equal(t, want, p.Words("discharging", "charging"))
	}
	f(12_345, "12.3 kW discharging")
	f(-12_345, "12.3 kW charging")
	f(0, "0 W")
	f(-0.4, "0 W")
	f(27, "27 W discharging")
	f(999.4, "999 W discharging")
	f(999.6, "1.0 kW discharging")
	f(999_960, "1.00 MW discharging")
	f(-51, "51 W charging")
	f(2_500_000, "2.50 MW discharging")
}

func TestNamesAreWhatFitsATopicAndACertificate(t *testing.T) {
	f := func(s string, good bool) {
		t.Helper()
		_, err := energy.ParseSiteID(s)
		require.Equal(t, good, err == nil, "%q", s)
	}
	f("home-0001", true)
	f("A_z-9", true)
	f(strings.Repeat("x", 64), true)
	f(strings.Repeat("x", 65), false)
	f("", false)
	f("a/b", false)
	f("a+", false)
	f("#", false)
	f("ä", false)
	f("a b", false)
	f("a\x00", false)
}

func TestADeadbandIsAsLooseAsItSays(t *testing.T) {
	b := energy.Deadband{Heartbeat: time.Minute, Power: 150, Share: 0.1, Charge: 0.01}
	f := func(loose energy.Loose, holds bool, small, large energy.Watts) {
		t.Helper()
		b.Loose = loose
		require.Equal(t, holds, b.Holds())
		require.Equal(t, small, b.PowerAt(0))
		require.Equal(t, large, b.PowerAt(-3000))
		actual, promised := b.Actual()
		require.Equal(t, holds, promised)
		if promised {
			require.Equal(t, b.PowerAt(-3000), actual.PowerAt(-3000))
			require.Zero(t, actual.Loose)
		}
	}
	f(0, true, 150, 300)
	f(3, true, 1200, 2400)
	f(energy.Blind, false, energy.Watts(math.Inf(1)), energy.Watts(math.Inf(1)))
	require.False(t, energy.Deadband{}.Holds())
}

func TestEveryKindOfEventHasItsName(t *testing.T) {
	seen := map[string]bool{}
	for k := range energy.DiskFailing + 1 {
		require.NotEqual(t, "unknown", k.String())
		require.False(t, seen[k.String()])
		seen[k.String()] = true
	}
	require.Equal(t, "unknown", (energy.DiskFailing + 1).String())
}
