package dispatch_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/cloud/dispatch/split"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// twoFeeders has every other home under the first of two feeders.
func twoFeeders(homes int, first energy.Envelope) dispatch.Grid {
	all := energy.Envelope{Min: energy.Watts(math.Inf(-1)), Max: energy.Watts(math.Inf(1))}
	g := dispatch.Grid{Parents: []int32{-1, 0, 0}, Limits: []energy.Envelope{all, first, all}}
	for i := range homes {
		g.Under = append(g.Under, int32(1+i%2))
	}
	return g
}

// limitFeeder sets the limits of the first feeder.
func (f *fleet) limitFeeder(l energy.Envelope) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.grid = twoFeeders(len(f.homes), l)
}

// onFirst returns what the homes of the first feeder are asked for.
func (f *fleet) onFirst() (sum energy.Watts) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, h := range f.homes {
		if i%2 == 0 {
			sum += h.asked
		}
	}
	return sum
}

// TestRow45_AFeederIsNeverAboveItsLimit: while the plant reaches its targets with
// what is elsewhere, the homes of one feeder stay inside its limits in every second.
func TestRow45_AFeederIsNeverAboveItsLimit(t *testing.T) {
	running(t, 50, everyone, func(t *testing.T, f *fleet, p *dispatch.Plant) {
		limit := energy.Envelope{Min: -30_000, Max: 40_000}
		f.limitFeeder(limit)
		for _, target := range []energy.Watts{140_000, -110_000, 60_000, 160_000} {
			assigned(t, p, target, target.Abs())
			for range 60 {
				f.run(1)
				require.LessOrEqual(t, float64(f.onFirst()), float64(limit.Max)+1)
				require.GreaterOrEqual(t, float64(f.onFirst()), float64(limit.Min)-1)
			}
			require.InEpsilon(t, float64(target), float64(f.run(1)), 0.01)
		}
		up := p.Status().BindingUp
		require.Len(t, up, 1)
		require.Equal(t, 1, up[0].Node)
		require.Equal(t, limit.Max, up[0].Limit)
		require.Positive(t, up[0].Price)
	})
}

// TestHomesGiveWayAtOnce: a limit that falls is kept as soon as orders arrive, not
// when leases are renewed; and what homes which cannot be commanded hold is not
// granted to others.
func TestHomesGiveWayAtOnce(t *testing.T) {
	running(t, 50, everyone, func(t *testing.T, f *fleet, p *dispatch.Plant) {
		f.limitFeeder(energy.Envelope{Min: -100_000, Max: 100_000})
		assigned(t, p, 140_000, 140_000)
		f.run(60)
		require.Greater(t, float64(f.onFirst()), 50_000.0)
		f.limitFeeder(energy.Envelope{Min: -100_000, Max: 20_000})
		f.run(2)
		require.LessOrEqual(t, float64(f.onFirst()), 20_001.0)
		require.InEpsilon(t, 140_000, float64(f.run(60)), 0.01)
		f.change(48, func(h *simHome) { h.view.Ready, h.goesOn = false, true })
		for range 15 { // its lease ends later
			f.run(1)
			require.LessOrEqual(t, float64(f.onFirst()), 20_001.0)
		}
	})
}

// TestLimitsThatCannotBeUsedGrantNothing: a plant that does not know the limits over
// its homes lets them go.
func TestLimitsThatCannotBeUsedGrantNothing(t *testing.T) {
	f := func(bad dispatch.Grid) {
		t.Helper()
		a, err := dispatch.Allocate(1000, 1000, make([]dispatch.Home, 2), bad, dispatch.Costs{})
		require.Error(t, err)
		require.Equal(t, make([]energy.Participation, 2), a.Shares)
		require.Equal(t, energy.Watts(1000), a.ShortUp)
	}
	one := []energy.Envelope{{Min: -1, Max: 1}}
	f(dispatch.Grid{Parents: []int32{-1}, Limits: one, Under: []int32{0}})
	f(dispatch.Grid{Parents: []int32{-1}, Limits: nil, Under: []int32{0, 0}})
	f(dispatch.Grid{Parents: []int32{0}, Limits: one, Under: []int32{0, 0}})
	f(dispatch.Grid{Parents: []int32{-1}, Limits: one, Under: []int32{0, 1}})
	f(dispatch.Grid{Parents: []int32{-1}, Limits: []energy.Envelope{{Min: 1, Max: -1}}, Under: []int32{0, 0}})
	f(dispatch.Grid{Parents: []int32{-1}, Limits: []energy.Envelope{{Min: energy.Watts(math.NaN())}}, Under: []int32{0, 0}})

	for _, bad := range []dispatch.Grid{
		{Parents: []int32{-1}},
		{Parents: []int32{-1, 2, 1}, Limits: slices.Repeat(one, 3), Under: slices.Repeat([]int32{1}, 10)}, // a ring
		{Parents: []int32{-1}, Limits: one, Under: slices.Repeat([]int32{7}, 10)},
	} {
		running(t, 10, everyone, func(t *testing.T, f *fleet, p *dispatch.Plant) {
			want(t, p, 10_000, time.Hour)
			require.InEpsilon(t, 10_000, float64(f.run(30)), 0.01)
			f.mu.Lock()
			f.grid = bad
			f.mu.Unlock()
			require.Zero(t, f.run(30), "leases ran out")
		})
	}
}

// TestAGrantStaysWhatItWas: with a price on doing more than now, homes of which some
// have used a little more than others keep their shares.
func TestAGrantStaysWhatItWas(t *testing.T) {
	homes := []dispatch.Home{{Ready: true, Up: 5000, EnergyUp: 4000}, {Ready: true, Up: 5000, EnergyUp: 8000}}
	f := func(costs dispatch.Costs, first, second energy.Watts) {
		t.Helper()
		a, err := dispatch.Allocate(3000, 0, homes, dispatch.Grid{}, costs)
		require.NoError(t, err)
		require.InDelta(t, float64(first), float64(a.Shares[0].SlopeUp), 1e-6)
		require.InDelta(t, float64(second), float64(a.Shares[1].SlopeUp), 1e-6)
	}
	f(dispatch.DefaultCosts(), 1000, 2000)
	homes[0].Granted.SlopeUp, homes[1].Granted.SlopeUp = 1000, 2000
	homes[0].EnergyUp = 3900
	f(dispatch.DefaultCosts(), 1000, 2000)
	f(dispatch.Costs{}, 3000*3900/11900.0, 3000*8000/11900.0)
	homes[0].EnergyUp = 3000
	f(dispatch.DefaultCosts(), 3000-2940/1.375, 2940/1.375)
	homes[0].EnergyUp, homes[0].Wear = 4000, split.Price(1)
	f(dispatch.DefaultCosts(), 0, 3000)
	homes[0].Wear, homes[0].Standing.Last = 0, true
	f(dispatch.DefaultCosts(), 0, 3000)
}

// TestAHomeServesItselfFirst: what a home needs itself is asked of it before what it
// would have to buy back.
func TestAHomeServesItselfFirst(t *testing.T) {
	homes := []dispatch.Home{{Ready: true, Up: 5000, EnergyUp: 4000, Down: 5000, EnergyDown: 4000}, {Ready: true, Up: 5000, EnergyUp: 8000, Down: 5000, EnergyDown: 8000}}
	f := func(surplus, up, down, wantUp, wantDown energy.Watts) {
		t.Helper()
		homes[0].Surplus = surplus
		a, err := dispatch.Allocate(up, down, homes, dispatch.Grid{}, dispatch.Costs{Loss: 0.1})
		require.NoError(t, err)
		require.InDelta(t, float64(wantUp), float64(a.Shares[0].SlopeUp), 1e-6)
		require.InDelta(t, float64(wantDown), float64(a.Shares[0].SlopeDown), 1e-6)
	}
	f(0, 600, 600, 200, 200)
	f(-500, 300, 300, 300, 100)
	f(-500, 600, 600, 600-400/3.0, 200)
	f(500, 600, 600, 200, 600-400/3.0)
	f(-500, 3000, 3000, 1000, 1000)
}
