package driver_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// WSetMod 0, W_MAX_PCT: "Active power setting is percentage of maximum active
// power" (SunSpec model 704). What stands in WSet does not count then.
func TestAppliedInPercent(t *testing.T) {
	f := func(b *bank, want energy.Watts) {
		t.Helper()
		d := discover(t, b, still)
		b.Set(704, 24, 0, 4444)
		b.Set(704, 28, neg(400))
		b.Set(704, 22, 1, 0)
		requireApplied(t, d, want, true)
		b.Set(704, 28, 0)
		requireApplied(t, d, 0, true)
		b.Set(704, 22, 0)
		requireApplied(t, d, 0, false)
	}
	inPercent := func(models ...[]uint16) *bank {
		control := image(t, 704, 0, watts)
		control[28], control[56] = 0, neg(1)
		return device(40000, append([][]uint16{identity(t), measured(t), capacity(t, 550), control}, models...)...)
	}
	f(storageInPercent(t), -2000) // 40.0 % of 5000 W
	unset := storageInPercent(t)
	unset.Set(702, 26, none)
	f(unset, -2400) // of the rating
	f(inPercent(image(t, 121, 0, raw{"WMax": 55, "WMax_SF": 2})), -2200)
	f(inPercent(image(t, 120, 0, plate)), -2400)
	f(inPercent(image(t, 120, 0, plate), image(t, 702, 0, capable)), -2000)
}

// WMax is a setting: another value today is another power.
func TestAppliedInPercentFollowsTheSetting(t *testing.T) {
	b := storageInPercent(t)
	d := discover(t, b, still)
	leavePercent(b)
	requireApplied(t, d, -2000, true)
	b.Set(702, 26, 25)
	requireApplied(t, d, -1000, true)
	b.Silent[702] = true
	_, _, err := d.Applied(t.Context())
	require.Equal(t, fault.Unreachable, fault.KindOf(err))
}

// In force and not told is no power, and above all not "own mode".
func TestAppliedThatIsNotToldIsAnError(t *testing.T) {
	f := func(b *bank, spoil func(*bank), says string) {
		t.Helper()
		d := discover(t, b, still)
		spoil(b)
		_, on, err := d.Applied(t.Context())
		require.False(t, on)
		require.Equal(t, fault.Unsupported, fault.KindOf(err))
		require.ErrorContains(t, err, says)
	}
	f(storageInPercent(t), func(b *bank) { leavePercent(b); b.Set(704, 28, null) }, "WSetPct")
	f(storageInPercent(t), func(b *bank) { leavePercent(b); b.Set(702, 26, none); b.Set(702, 2, none) }, "WMax")
	f(storage(t), leavePercent, "WMax")
	f(storage(t), func(b *bank) { leave704(b); b.Set(704, 55, null) }, "WSet")
	f(hybrid(t), func(b *bank) { leave124(b); b.Set(124, 2, none) }, "WChaMax")
}

// Rates that leave a range are limits of the own mode, and no command.
func TestAppliedRangeIsTheOwnMode(t *testing.T) {
	b := hybrid(t)
	d := discover(t, b, still)
	f := func(mode, out, in uint16, commanded bool, want energy.Watts) {
		t.Helper()
		b.Set(124, 12, out, in)
		b.Set(124, 5, mode)
		requireApplied(t, d, want, commanded)
	}
	f(3, 4000, neg(4000), true, 2000)
	f(3, neg(4000), 4000, true, -2000)
	f(3, 4000, 4000, false, 0)
	f(3, 10000, 0, false, 0)
	f(2, 4000, neg(4000), false, 0)
	f(1, 4000, neg(4000), false, 0)
}

// InWRte is a share of WChaMax, OutWRte of WDisChaMax by the definition and of
// WChaMax by Fronius. On neither reading does the battery give or take more.
func TestRatesNeverMeanMoreThanApproved(t *testing.T) {
	const untold = 0xFFFF * 100
	f := func(charge, discharge int, p energy.Watts) {
		t.Helper()
		b := device(40000, identity(t), image(t, 103, 0, inverter), image(t, 120, 0, plate), image(t, 124, 0, rates), image(t, 802, 0, battery))
		b.Set(120, 25, uint16(discharge/100))
		b.Set(124, 2, uint16(charge/10))
		d := discover(t, b, still)
		require.NoError(t, d.Write(t.Context(), hold(p)))
		requireApplied(t, d, p, true)
		out, in := int16(b.Get(124, 12)), int16(b.Get(124, 13))
		require.Equal(t, out, -in)
		reach := func(whole int) float64 { return float64(max(out, in)) * float64(whole) / 10000 }
		most := reach(charge)
		if discharge != untold {
			most = max(most, reach(discharge))
		}
		require.InDelta(t, float64(p.Abs()), most, 1e-9)
	}
	f(5000, 5000, 3000)
	f(5000, 4000, 3000)
	f(5000, 4000, -3000)
	f(4000, 5000, 3000)
	f(4000, 5000, -3000)
	f(5000, untold, 3000)
	f(5000, 0, -3000)
}
