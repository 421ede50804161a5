package driver_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

var limits123 = raw{"WMaxLimPct": 100, "WMaxLim_Ena": 0, "WMaxLimPct_RvrtTms": 0, "WMaxLimPct_SF": 0}

// curb is a setpoint that lets most watts of PV through, for 9 s.
func curb(wish energy.Want, most energy.Watts) safety.Setpoint {
	return approve(wish, 9*time.Second).Curtailed(energy.WantPower(most))
}

// battery802 is where model 802 tells the battery's power.
func battery802() uint16 {
	m, _ := regmap.SunSpec(802)
	power, _ := m.Point("W")
	return uint16(power.Offset())
}

// Model 123: the timer first, the limit, and the enable that begins it.
func TestPVIsCurtailed(t *testing.T) {
	b := device(40000, identity(t), image(t, 103, 0, inverter), image(t, 120, 0, plate), image(t, 123, 0, limits123))
	d, at := discover(t, b, still), b.Bases[123]
	require.NoError(t, d.Curtail(t.Context(), curb(energy.Want{}, 1500)))
	require.Equal(t, []request{sent(at+7, 9), sent(at+5, 25), sent(at+9, 1)}, b.Writes) // of 6 kW
	b.Writes = nil
	require.NoError(t, d.Curtail(t.Context(), curb(energy.WantPower(4000), 9000)), "the power is not for a device without a battery")
	require.Equal(t, uint16(100), b.Get(123, 5))
	b.Writes = nil
	require.NoError(t, d.Curtail(t.Context(), hold(4000)))
	require.Equal(t, []request{sent(at+9, 0)}, b.Writes)
	b.Writes = nil
	require.NoError(t, d.Curtail(t.Context(), ownMode()))
	require.Empty(t, b.Writes)
	require.Equal(t, fault.Unsupported, fault.KindOf(d.Write(t.Context(), hold(100))))
}

// Of a hybrid the limit is on PV and battery together.
func TestHybridIsCurtailedWithItsBattery(t *testing.T) {
	b := device(40000, identity(t), image(t, 103, 0, inverter), image(t, 120, 0, plate), image(t, 123, 0, limits123),
		image(t, 124, 0, rates), strings(t, 100, 50), image(t, 802, 0, battery))
	b.Set(802, battery802(), neg(1500))
	d := discover(t, b, still)
	f := func(battery, most energy.Watts, percent uint16) {
		t.Helper()
		set := curb(energy.WantPower(battery), most)
		require.NoError(t, d.Write(t.Context(), set))
		require.NoError(t, d.Curtail(t.Context(), set))
		require.Equal(t, percent, b.Get(123, 5))
		require.EqualValues(t, 1, b.Get(123, 9))
		requireApplied(t, d, battery, true)
	}
	f(1500, 1500, 50)
	f(-1500, 3000, 25)
	f(-1500, 0, 0)
}

// What another battery of the home is told is no part of this one's inverter, and
// neither is a command that it did not take.
func TestHybridCountsOnlyOnWhatItsOwnBatteryTook(t *testing.T) {
	b := device(40000, identity(t), image(t, 103, 0, inverter), image(t, 120, 0, plate), image(t, 123, 0, limits123),
		image(t, 124, 0, rates), strings(t, 100, 50), image(t, 802, 0, battery))
	b.Set(802, battery802(), 0)
	d := discover(t, b, still)
	f := func(battery, most energy.Watts, percent uint16) {
		t.Helper()
		require.NoError(t, d.Curtail(t.Context(), curb(energy.WantPower(battery), most)))
		require.Equal(t, percent, b.Get(123, 5))
	}
	f(1500, 1500, 25)
	require.NoError(t, d.Write(t.Context(), hold(1500)))
	f(-3000, 1500, 50)
	b.Before = func(write bool) error {
		if write {
			return &fault.Error{Kind: fault.Unknown}
		}
		return nil
	}
	require.Error(t, d.Write(t.Context(), hold(3000)))
	b.Before = nil
	f(3000, 1500, 25)
	require.NoError(t, d.Write(t.Context(), hold(1500)))
	require.NoError(t, d.Write(t.Context(), ownMode()))
	f(1500, 1500, 25)
}

// In its own mode a hybrid's battery takes what it likes, and that comes off too:
// else the limit on both together would not bind its PV. What it gives does not
// come on top, for it may end at any moment. Nor does more come off than it takes.
func TestHybridIsCurtailedByWhatItsBatteryTakes(t *testing.T) {
	now := start
	b := device(40000, identity(t), image(t, 103, 0, inverter), image(t, 120, 0, plate), image(t, 123, 0, limits123),
		image(t, 124, 0, rates), strings(t, 100, 50), image(t, 802, 0, battery))
	d := discover(t, b, func() time.Time { return now })
	at := battery802()
	measure := func(battery energy.Watts) {
		t.Helper()
		b.Set(802, at, uint16(int16(battery)))
		s, err := d.Read(t.Context())
		require.NoError(t, err)
		got, _ := s.Battery.Value()
		require.Equal(t, battery, got)
	}
	f := func(wish energy.Want, percent uint16) {
		t.Helper()
		require.NoError(t, d.Curtail(t.Context(), approveAt(wish, 9*time.Second, now).Curtailed(energy.WantPower(3600))))
		require.Equal(t, percent, b.Get(123, 5))
	}
	measure(-1200)
	f(energy.Want{}, 40)
	measure(1200)
	f(energy.Want{}, 60)
	measure(-1200)
	require.NoError(t, d.Write(t.Context(), hold(0)))
	f(energy.WantPower(0), 60) // what it is told counts, not what it still does
	require.NoError(t, d.Write(t.Context(), hold(-3000)))
	f(energy.WantPower(-3000), 40) // it takes no more than that yet
	measure(1200)
	f(energy.WantPower(-3000), 60)
	measure(-1200)
	now = now.Add(10 * time.Second)
	f(energy.WantPower(0), 40) // the command has lapsed
	b.Set(802, at, null)
	_, err := d.Read(t.Context())
	require.NoError(t, err)
	f(energy.Want{}, 60) // not told: nothing to count on, and nothing to take off
}

// A battery's own inverter has no PV to hold back, and goes on as it was told.
func TestFault086_StorageIgnoresCurtail(t *testing.T) {
	b := both(t)
	d := discover(t, b, still)
	require.False(t, d.Curtails())
	require.NoError(t, d.Write(t.Context(), curb(energy.WantPower(-1000), 2500)))
	b.Writes = nil
	require.NoError(t, d.Curtail(t.Context(), curb(energy.WantPower(-1000), 2500)))
	require.Empty(t, b.Writes)
	requireApplied(t, d, -1000, true)
}

// A limit that nothing would take off is not put on.
func TestCurtailRefuses(t *testing.T) {
	f := func(spoil func(*bank), says string) {
		t.Helper()
		b := device(40000, identity(t), image(t, 103, 0, inverter), image(t, 120, 0, plate), image(t, 123, 0, limits123))
		spoil(b)
		d := discover(t, b, still)
		err := d.Curtail(t.Context(), curb(energy.Want{}, 1500))
		require.Equal(t, fault.Unsupported, fault.KindOf(err), "%v", err)
		require.ErrorContains(t, err, says)
		require.Empty(t, b.Writes)
	}
	f(func(b *bank) { b.Set(123, 7, none) }, "no reversion timer")
	f(func(b *bank) { b.Set(123, 23, null) }, "scale factor")
	f(func(b *bank) { b.Set(120, 3, none) }, "WMax")
}
