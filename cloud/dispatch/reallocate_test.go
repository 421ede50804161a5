package dispatch_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/cloud/dispatch/split"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func assigned(t *testing.T, p *dispatch.Plant, power, capacity energy.Watts) {
	t.Helper()
	require.NoError(t, p.SetTarget(dispatch.Target{Power: power, Capacity: capacity, Until: time.Now().Add(time.Hour)}))
}

// TestACapacityIsSharedByTheEnergyLeft: with half of what the homes can do
// granted, those with more energy give more, and all run out together but for
// those that are at their most.
func TestACapacityIsSharedByTheEnergyLeft(t *testing.T) {
	running(t, 50, everyone, func(t *testing.T, f *fleet, p *dispatch.Plant) {
		assigned(t, p, 80_000, 80_000)
		require.InEpsilon(t, 80_000, float64(f.run(60)), 0.01)
		require.InDelta(t, 120_000, float64(p.Status().Up), 1, "half more than the capacity is granted")
		require.Equal(t, energy.Watts(80_000), p.Status().Target.Capacity)
		poor, rich := f.homes[0], f.homes[49]
		require.Greater(t, rich.asked, 3*poor.asked)
		require.InEpsilon(t, float64(rich.view.EnergyUp/f.homes[20].view.EnergyUp), float64(rich.asked/f.homes[20].asked), 0.01)
	})
}

// TestAReallocationMovesNoHomeByMuch: the capacity changes under a target that
// stands. Homes are renewed in turn, each by one stretch; all the while the
// plant holds its target and no home leaps.
func TestAReallocationMovesNoHomeByMuch(t *testing.T) {
	running(t, 50, everyone, func(t *testing.T, f *fleet, p *dispatch.Plant) {
		const target = 40_000
		assigned(t, p, target, 0)
		f.run(60)
		steady := func(capacity energy.Watts) {
			t.Helper()
			assigned(t, p, target, capacity)
			before := map[*simHome]energy.Watts{}
			for range 90 {
				for _, h := range f.homes {
					before[h] = h.asked
				}
				require.InEpsilon(t, target, float64(f.run(1)), 0.03)
				for _, h := range f.homes {
					require.InDelta(t, float64(before[h]), float64(h.asked), 0.3*float64(before[h])+20, "one stretch in a second, and no more")
				}
			}
			require.InDelta(t, float64(min(1.5*capacity, 250_000)), float64(p.Status().Up), 2500)
		}
		steady(50_000)
		steady(150_000)
		steady(45_000)
	})
}

// TestGrantsNeverPassWhatHomesCanDo: whatever the capacity does, and whatever
// the homes lose, what is granted is inside what each can do.
func TestGrantsNeverPassWhatHomesCanDo(t *testing.T) {
	running(t, 10, everyone, func(t *testing.T, f *fleet, p *dispatch.Plant) {
		chance := rand.New(rand.NewPCG(1, 1))
		for range 500 {
			assigned(t, p, 1000, energy.Watts(1000+chance.IntN(60_000)))
			f.change(chance.IntN(10), func(h *simHome) {
				h.view.Up, h.view.EnergyUp = energy.Watts(chance.IntN(6000)), energy.WattHours(chance.IntN(3)*3000)
			})
			before, _ := f.sent()
			f.run(1)
			for _, o := range f.orders[before:] {
				h := homeOf(f, o.Site)
				require.LessOrEqual(t, o.Share.SlopeUp, h.view.Up)
				require.True(t, h.view.EnergyUp > 0 || o.Share.SlopeUp == 0)
				require.Equal(t, o.Share.SlopeUp, o.Share.Bounds.Max)
			}
		}
	})
}

func homeOf(f *fleet, site energy.SiteID) *simHome {
	for _, h := range f.homes {
		if h.view.Site == site {
			return h
		}
	}
	return nil
}

// TestAHomeThatGaveMuchIsAskedForLess: half of the homes are dearer to use and are
// left alone at first; what the others have given by then tells for them.
func TestAHomeThatGaveMuchIsAskedForLess(t *testing.T) {
	running(t, 10, everyone, func(t *testing.T, f *fleet, p *dispatch.Plant) {
		for i := range f.homes {
			f.change(i, func(h *simHome) { h.view.EnergyUp, h.view.Wear = 5000, split.Price(i%2) })
		}
		assigned(t, p, 14_000, 14_000)
		require.InEpsilon(t, 14_000, float64(f.run(60)), 0.01)
		require.Zero(t, f.homes[1].asked)
		require.InEpsilon(t, 14_000, float64(f.run(20*60)), 0.01)
		require.Positive(t, f.homes[1].asked)
		require.Less(t, f.homes[1].asked, f.homes[0].asked)
	})
}
