package dispatch_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

var anyHome = rapid.Custom(func(t *rapid.T) dispatch.Home {
	f := func(name string, most float64) float64 {
		if rapid.IntRange(0, 5).Draw(t, name+"_zero") == 0 {
			return 0
		}
		return rapid.Float64Range(0, most).Draw(t, name)
	}
	return dispatch.Home{
		Ready: rapid.IntRange(0, 4).Draw(t, "ready") > 0,
		Up:    energy.Watts(f("up", 1e4)), Down: energy.Watts(f("down", 1e4)),
		EnergyUp: energy.WattHours(f("energy_up", 2e4)), EnergyDown: energy.WattHours(f("energy_down", 2e4)),
	}
})

func TestAllocateGivesAllThereIsAndNothingAboveABound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		homes := rapid.SliceOfN(anyHome, 0, 40).Draw(t, "homes")
		up := energy.Watts(rapid.Float64Range(0, 3e5).Draw(t, "capacity_up"))
		down := energy.Watts(rapid.Float64Range(0, 3e5).Draw(t, "capacity_down"))
		a := allocated(t, up, down, homes)

		var canUp, canDown, gaveUp, gaveDown energy.Watts
		for i, h := range homes {
			s := a.Shares[i]
			mostUp, mostDown := able(h)
			require.True(t, s.SlopeUp >= 0 && s.SlopeUp <= mostUp, "up %v of %+v", s.SlopeUp, h)
			require.True(t, s.SlopeDown >= 0 && s.SlopeDown <= mostDown, "down %v of %+v", s.SlopeDown, h)
			require.Equal(t, energy.Envelope{Min: -s.SlopeDown, Max: s.SlopeUp}, s.Bounds)
			canUp, canDown, gaveUp, gaveDown = canUp+mostUp, canDown+mostDown, gaveUp+s.SlopeUp, gaveDown+s.SlopeDown
		}
		near(t, min(up, canUp), gaveUp)
		near(t, min(down, canDown), gaveDown)
		near(t, up, a.Up+a.ShortUp)
		near(t, down, a.Down+a.ShortDown)
	})
}

// TestAllocateIsFair: of two homes below their bound, each gets as much per
// energy as the other, and one at its bound gets no more per energy.
func TestAllocateIsFair(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		homes := rapid.SliceOfN(anyHome, 2, 20).Draw(t, "homes")
		for i := range homes {
			if homes[i].EnergyUp < 1 || homes[i].Up < 1 {
				homes[i].Ready = false // below what a share can be read back from
			}
		}
		a := allocated(t, energy.Watts(rapid.Float64Range(0, 1e5).Draw(t, "capacity_up")), 0, homes)
		// Read where rounding weighs least: at the largest home with room left.
		level, largest := 0.0, energy.WattHours(0)
		for i, h := range homes {
			if most, _ := able(h); most > 0 && h.EnergyUp > largest && a.Shares[i].SlopeUp < most*(1-1e-9) {
				level, largest = float64(a.Shares[i].SlopeUp)/float64(h.EnergyUp), h.EnergyUp
			}
		}
		for i, h := range homes {
			most, _ := able(h)
			if largest == 0 || most == 0 {
				continue
			}
			require.InDelta(t, min(float64(most), level*float64(h.EnergyUp)), float64(a.Shares[i].SlopeUp), 1e-4)
		}
	})
}

func TestAllocateByHand(t *testing.T) {
	home := func(up energy.Watts, left energy.WattHours) dispatch.Home {
		return dispatch.Home{Ready: true, Up: up, EnergyUp: left}
	}
	f := func(capacity energy.Watts, want []energy.Watts, homes ...dispatch.Home) {
		t.Helper()
		a := allocated(t, capacity, 0, homes)
		for i, w := range want {
			require.InDelta(t, float64(w), float64(a.Shares[i].SlopeUp), 1e-9)
		}
	}
	f(3000, []energy.Watts{1000, 2000}, home(5000, 4000), home(5000, 8000))
	f(3000, []energy.Watts{500, 2500}, home(500, 4000), home(5000, 8000))
	f(9000, []energy.Watts{500, 5000}, home(500, 4000), home(5000, 8000))
	f(3000, []energy.Watts{0, 3000}, home(5000, 0), home(5000, 8000))
	f(energy.Unbounded().Max, []energy.Watts{500, 5000}, home(500, 4000), home(5000, 8000))
}

func BenchmarkAllocate(b *testing.B) {
	homes := make([]dispatch.Home, 100_000)
	for i := range homes {
		homes[i] = dispatch.Home{
			Site: energy.SiteID(fmt.Sprint("home-", i)), Ready: true, Up: energy.Watts(3000 + i%5000), Down: energy.Watts(2000 + i%3000),
			EnergyUp: energy.WattHours(1 + (i*7919)%10_000), EnergyDown: energy.WattHours(1 + (i*104729)%10_000),
		}
	}
	for b.Loop() {
		allocated(b, 2e8, 2e8, homes)
	}
}

// allocated is by energy alone, with no limits over the homes.
func allocated(t require.TestingT, up, down energy.Watts, homes []dispatch.Home) dispatch.Allocation {
	a, err := dispatch.Allocate(up, down, homes, dispatch.Grid{}, dispatch.Costs{})
	require.NoError(t, err)
	return a
}

func able(h dispatch.Home) (up, down energy.Watts) {
	if h.Ready && h.EnergyUp > 0 {
		up = h.Up
	}
	if h.Ready && h.EnergyDown > 0 {
		down = h.Down
	}
	return up, down
}

func near(t *rapid.T, want, got energy.Watts) {
	require.InDelta(t, float64(want), float64(got), 1e-9*(1+float64(want.Abs())))
}
