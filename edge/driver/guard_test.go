package driver_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

var limits704 = raw{"WMaxLimPctEna": 0, "WMaxLimPct": 100, "WMaxLimPctRvrt": 100, "WMaxLimPctEnaRvrt": 0, "WMaxLimPctRvrtTms": 0, "WMaxLimPct_SF": 0}

// with704 is a PV inverter of 6 kW, limited by model 704.
func with704(t *testing.T, limits raw) *bank {
	return device(40000, identity(t), image(t, 103, 0, inverter), image(t, 120, 0, plate), image(t, 704, 0, limits))
}

func with123(t *testing.T) *bank {
	return device(40000, identity(t), image(t, 103, 0, inverter), image(t, 120, 0, plate), image(t, 123, 0, limits123))
}

// gives sets what model 103 tells of AC power, and has it read.
func gives(t *testing.T, b *bank, d *driver.Device, p uint16) {
	t.Helper()
	m, _ := regmap.SunSpec(103)
	at, _ := m.Point("W")
	b.Set(103, uint16(at.Offset()), p)
	sf, _ := m.Point("W_SF")
	b.Set(103, uint16(sf.Offset()), 0)
	_, err := d.Read(t.Context())
	require.NoError(t, err)
}

// Model 704: value, reversion value, its enable and the timer in one request, by the
// offsets of the standard's model, and the enable after it; at every time, also where
// all PV may pass.
func TestFault087_TheLimitFallsBackToWhatIsAgreed(t *testing.T) {
	b := with704(t, limits704)
	d, at := discover(t, b, still), b.Bases[704]
	gives(t, b, d, 4000)
	f := func(curbed bool, share uint16) {
		t.Helper()
		b.Writes = nil
		s := ownMode()
		if curbed {
			s = curb(energy.Want{}, 4200)
		}
		require.NoError(t, d.Guard(t.Context(), s, driver.Guard{Alone: 3000, Room: 1000}))
		require.Equal(t, []request{sent(at+15, share, 50, 1, 0, 9), sent(at+14, 1)}, b.Writes)
	}
	f(true, 70)
	f(false, 84) // 4 kW, 1 kW and a little
	f(false, 84)
	require.Empty(t, d.Unguarded())
}

// Model 123: nothing to fall back to, and so no timer; what stands is not written again.
func TestFault087_TheLimitOfModel123Stands(t *testing.T) {
	b := with123(t)
	d, at := discover(t, b, still), b.Bases[123]
	b.Set(123, 7, 60)
	f := func(p uint16, curbed bool, want ...request) {
		t.Helper()
		gives(t, b, d, p)
		b.Writes = nil
		s := ownMode()
		if curbed {
			s = curb(energy.Want{}, 4200)
		}
		require.NoError(t, d.Guard(t.Context(), s, driver.Guard{Alone: 3000, Room: 1000}))
		require.Equal(t, want, b.Writes)
	}
	f(100, false, sent(at+7, 0), sent(at+5, 50), sent(at+9, 1))
	f(100, false)
	f(2900, false, sent(at+5, 66))
	f(4300, true, sent(at+5, 70))
	f(1000, false, sent(at+5, 50))
	require.Contains(t, d.Unguarded(), "told last")
}

// What stands is written again to an inverter that does not keep to it: its registers
// may say what it forgot to do.
func TestFault087_ALimitThatStandsAndDoesNotHoldIsWrittenAgain(t *testing.T) {
	b := with123(t)
	now := start
	d, at := discover(t, b, func() time.Time { return now }), b.Bases[123]
	f := func(p uint16, want ...request) {
		t.Helper()
		gives(t, b, d, p)
		b.Writes = nil
		s := approveAt(energy.Want{}, 9*time.Second, now).Curtailed(energy.WantPower(1200))
		require.NoError(t, d.Guard(t.Context(), s, driver.Guard{Alone: 0}))
		require.Equal(t, want, b.Writes)
	}
	all := []request{sent(at+7, 0), sent(at+5, 20), sent(at+9, 1)}
	f(4000, all...)
	f(1200)
	now = now.Add(time.Minute)
	f(4000, all...)
	f(4000) // and not without end
	now = now.Add(10 * time.Second)
	f(4000, all...)
	f(1300)
}

// A device of 704 that implements no reversion value is as one of 123.
func TestFault087_NoReversionValueIsNone(t *testing.T) {
	limits := raw{}
	for k, v := range limits704 {
		limits[k] = v
	}
	limits["WMaxLimPctRvrt"] = none
	b := with704(t, limits)
	d, at := discover(t, b, still), b.Bases[704]
	gives(t, b, d, 100)
	b.Writes = nil
	require.NoError(t, d.Guard(t.Context(), ownMode(), driver.Guard{Alone: 3000}))
	require.Equal(t, []request{sent(at+15, 50), sent(at+14, 1)}, b.Writes)
	require.Contains(t, d.Unguarded(), "told last")
}

// What stands is known to the next gateway, and taken off where nothing is agreed now.
func TestFault087_AStandingLimitIsTakenOffAfterARestart(t *testing.T) {
	ledger, b := &driver.Memory{}, with123(t)
	open := func() *driver.Device {
		d, err := driver.Discover(t.Context(), b, unit, func() time.Time { return start }, driver.WithLedger(ledger))
		require.NoError(t, err)
		return d
	}
	d := open()
	require.False(t, d.Held())
	require.NoError(t, d.Guard(t.Context(), ownMode(), driver.Guard{Alone: 3000}))
	d = open()
	require.True(t, d.Held())
	require.NoError(t, d.Curtail(t.Context(), ownMode()))
	require.Zero(t, b.Get(123, 9))
	require.False(t, d.Held())
	require.False(t, open().Held())
}

// What keeps nothing says so.
func TestFault087_WhatKeepsNoLimitSaysSo(t *testing.T) {
	f := func(b *bank, says string) {
		t.Helper()
		require.Contains(t, discover(t, b, still).Unguarded(), says)
	}
	f(device(40000, identity(t), image(t, 103, 0, inverter), image(t, 120, 0, plate)), "no limit for its PV")
	g := func(name, says string) {
		t.Helper()
		d := openVendor(t, vendorBank(t, name), name, still)
		require.False(t, d.Guards())
		require.Contains(t, d.Unguarded(), says)
	}
	g("huawei-sun2000", "told last")
	g("solaredge-hybrid", "lapses")
	require.Empty(t, discover(t, both(t), still).Unguarded(), "a battery alone")
}
