package server

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestRow45_AFeederAtEveningPeakIsNeverAboveItsLimit: 150 homes under a feeder of 400 kW,
// which is what the registry says, and as many elsewhere. Whatever the plant is asked
// for, the feeder's true power is inside its limit in every second, and the plant's
// target is met with what is elsewhere.
func TestRow45_AFeederAtEveningPeakIsNeverAboveItsLimit(t *testing.T) {
	s := newStreetOf(t, "p")
	s.group(t, "feeder", asset.Feeder, map[asset.LimitName]float64{asset.ImportLimit: 400, asset.ExportLimit: 400})
	here := s.move(t, "here", 150, "p", "feeder")
	there := s.move(t, "there", 150, "p")
	s.open(t)
	all := append(append([]*dweller{}, here...), there...)
	const limit = 400_000
	worst := energy.Watts(0)
	hold := func(target energy.Watts, seconds int, peak float64) energy.Watts {
		for range seconds {
			if target != 0 {
				require.NoError(t, s.plants[0].SetTarget(dispatch.Target{Power: target, Until: s.now.Add(time.Minute)}))
			}
			s.second(peak)
			flows, _ := flowOf(here)
			worst = max(worst, flows.Abs())
			require.LessOrEqual(t, float64(flows.Abs()), float64(limit), "second %d, target %.0f W", s.seconds, target)
		}
		_, batteries := flowOf(all)
		return batteries
	}
	hold(0, 60, 0.2)
	for k, target := range []energy.Watts{-600_000, -700_000, 500_000, 800_000, -650_000} {
		peak := 0.2 + 0.2*float64(k)
		got := hold(target, 90, peak)
		flows, batteries := flowOf(here)
		t.Logf("%+.0f kW asked: %+.1f kW, of which %+.1f kW under the feeder, that carries %+.1f kW", target/1000, got/1000, batteries/1000, flows/1000)
		require.InEpsilon(t, float64(target), float64(got), 0.03)
	}
	for _, target := range []energy.Watts{-1_500_000, 1_500_000, -1_500_000} { // more than there is
		got := hold(target, 90, 1)
		flows, _ := flowOf(here)
		t.Logf("%+.0f kW asked: %+.1f kW, the feeder carries %+.1f kW", target/1000, got/1000, flows/1000)
		require.Greater(t, float64(flows.Abs()), 0.85*limit, "its room is used")
	}
	sent := float64(s.plants[0].Status().Orders.Sent)
	t.Logf("the feeder carried %.1f kW at most; %.1f orders per home and minute", worst/1000, 60*sent/float64(len(all)*s.seconds))
	s.binds(t)
}

// binds checks that what bounds a plant is said.
func (s *street) binds(t *testing.T) {
	t.Helper()
	limits := limitsView(s.plants[0].Status().Binds)
	require.Len(t, limits, 2, "all that homes can is offered, either way")
	for i, l := range limits {
		require.Equal(t, "feeder", l.Group)
		require.Equal(t, []string{api.LimitUp, api.LimitDown}[i], l.Direction)
		require.Positive(t, l.Price)
		require.Positive(t, float64(l.LimitW))
	}
}

// TestHomesOnTheirOwnHaveTheirPartOfAFeeder: batteries that nobody commands cover the
// loads of their homes, so what those take is no room for others to give.
func TestHomesOnTheirOwnHaveTheirPartOfAFeeder(t *testing.T) {
	s := newStreetOf(t, "p")
	s.group(t, "zone", asset.Zone, map[asset.LimitName]float64{asset.ExportLimit: 60})
	s.group(t, "feeder", asset.Feeder, nil)
	require.NoError(t, s.registry.Nest(t.Context(), "zone", "feeder", s.now.Add(-time.Hour)))
	homes := append(s.move(t, "ours", 50, "p", "feeder"), s.move(t, "alone", 100, "feeder")...)
	s.open(t)
	for range 150 {
		require.NoError(t, s.plants[0].SetTarget(dispatch.Target{Power: 250_000, Until: s.now.Add(time.Minute)}))
		s.second(0)
		flows, _ := flowOf(homes)
		require.LessOrEqual(t, float64(flows), 60_000.0, "second %d", s.seconds)
	}
	flows, ours := flowOf(homes[:50])
	require.Greater(t, float64(flows), 50_000.0)
	require.Greater(t, float64(ours), 50_000.0)
}

// TestTwoPlantsUnderOneFeeder never use its room twice, though each sees all of it.
func TestTwoPlantsUnderOneFeeder(t *testing.T) {
	s := newStreetOf(t, "p", "q")
	s.group(t, "feeder", asset.Feeder, map[asset.LimitName]float64{asset.ExportLimit: 100, asset.ImportLimit: 150})
	homes := append(s.move(t, "p", 50, "p", "feeder"), s.move(t, "q", 50, "q", "feeder")...)
	s.open(t)
	most, least := energy.Watts(0), energy.Watts(0)
	for range 240 {
		for i, p := range s.plants {
			if power := energy.Watts(250_000); s.seconds >= 30 && s.seconds/30%7 != 3+i { // each is at rest for a while
				if s.seconds/60%2 == 1 { // both turn at once
					power = -power
				}
				require.NoError(t, p.SetTarget(dispatch.Target{Power: power, Until: s.now.Add(2 * time.Second)}))
			}
		}
		s.second(0.3)
		flows, _ := flowOf(homes)
		require.LessOrEqual(t, float64(flows), 100_000.0, "second %d", s.seconds)
		require.GreaterOrEqual(t, float64(flows), -150_000.0, "second %d", s.seconds)
		most, least = max(most, flows), min(least, flows)
	}
	require.Greater(t, float64(most), 80_000.0)
	require.Less(t, float64(least), -110_000.0)
}

// TestWhereALimitIsAndNothingIsKnownNothingIsGranted: of a feeder of which too few homes
// are heard; one without limits is free.
func TestWhereALimitIsAndNothingIsKnownNothingIsGranted(t *testing.T) {
	s := newStreetOf(t, "p")
	s.group(t, "feeder", asset.Feeder, map[asset.LimitName]float64{asset.ImportLimit: 400})
	s.group(t, "free", asset.Feeder, nil)
	here, there := s.move(t, "here", 10, "p", "feeder"), s.move(t, "there", 10, "p", "free")
	s.move(t, "mute", 3, "feeder")
	s.homes = s.homes[:20] // of the last, nothing is ever heard
	s.open(t)
	run := func(seconds int) (under, elsewhere energy.Watts) {
		for range seconds {
			require.NoError(t, s.plants[0].SetTarget(dispatch.Target{Power: -100_000, Until: s.now.Add(time.Minute)}))
			s.second(0)
		}
		_, under = flowOf(here)
		_, elsewhere = flowOf(there)
		return under, elsewhere
	}
	under, elsewhere := run(60)
	require.Positive(t, float64(under), "on their own")
	require.InDelta(t, -50_000, float64(elsewhere), 500)
	require.NoError(t, s.registry.EndLimit(t.Context(), asset.GroupNode("feeder"), asset.ImportLimit, s.now))
	require.NoError(t, s.grid.read(t.Context()))
	under, _ = run(90)
	require.InDelta(t, -50_000, float64(under), 500)
}
