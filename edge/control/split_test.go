package control_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/edge/control"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func TestSplitIsByEnergyInsideLimits(t *testing.T) {
	two := []control.Battery{{Stored: 6000, Room: 1000, MaxDischarge: 5000, MaxCharge: 5000}, {Stored: 2000, Room: 3000, MaxDischarge: 5000, MaxCharge: 2000}}
	f := func(power, placed energy.Watts, want ...energy.Watts) {
		t.Helper()
		shares := []energy.Watts{9, 9}
		require.Equal(t, placed, control.Split(power, two, shares))
		require.Equal(t, want, shares)
	}
	f(4000, 4000, 3000, 1000)
	f(8000, 8000, 5000, 3000)
	f(-2000, -2000, -500, -1500)
	f(-4000, -4000, -2000, -2000)
	f(-9000, -7000, -5000, -2000)
	f(0, 0, 0, 0)
	f(energy.Watts(math.NaN()), 0, 0, 0)
	f(energy.Watts(math.Inf(1)), 0, 0, 0)
}

func drawBattery(t *rapid.T) control.Battery {
	field := rapid.OneOf(rapid.Just(0.0), rapid.Float64Range(0, 20000), rapid.Just(math.NaN()), rapid.Just(-5.0), rapid.Just(math.Inf(1)))
	return control.Battery{
		Stored: energy.WattHours(field.Draw(t, "stored")), Room: energy.WattHours(field.Draw(t, "room")),
		MaxDischarge: energy.Watts(field.Draw(t, "discharge")), MaxCharge: energy.Watts(field.Draw(t, "charge")),
	}
}

// able returns what b can do in the direction of power.
func able(b control.Battery, power energy.Watts) energy.Watts {
	e, most := b.Stored, b.MaxDischarge
	if power < 0 {
		e, most = b.Room, b.MaxCharge
	}
	if !(e > 0) || !(most > 0) || !energy.IsFinite(e) || !energy.IsFinite(most) {
		return 0
	}
	return most
}

// TestPain024_BatteriesNeverOpposeEachOther: whatever the batteries, no share
// has the other sign, none is over its limit, and all that can be placed is.
func TestPain024_BatteriesNeverOpposeEachOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		batteries := rapid.SliceOfN(rapid.Custom(drawBattery), 0, 6).Draw(t, "batteries")
		power := energy.Watts(rapid.Float64Range(-60000, 60000).Draw(t, "power"))
		shares := make([]energy.Watts, len(batteries))
		placed := control.Split(power, batteries, shares)
		sum, total := energy.Watts(0), energy.Watts(0)
		for i, s := range shares {
			require.GreaterOrEqual(t, float64(s*power), 0.0, "opposes")
			require.LessOrEqual(t, s.Abs(), able(batteries[i], power))
			sum += s
			total += able(batteries[i], power)
		}
		require.InDelta(t, float64(min(power.Abs(), total)), float64(placed.Abs()), 1e-6)
		require.InDelta(t, float64(sum), float64(placed), 1e-6)
		require.GreaterOrEqual(t, float64(placed*power), 0.0)
	})
}

func TestSplitAllocatesNothing(t *testing.T) {
	b := []control.Battery{{Stored: 1, MaxDischarge: 1}, {Stored: 2, MaxDischarge: 5}}
	shares := make([]energy.Watts, 2)
	require.Zero(t, testing.AllocsPerRun(100, func() { control.Split(5, b, shares) }))
}
