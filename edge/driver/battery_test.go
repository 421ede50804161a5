package driver_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Without model 802 the state of charge is that of 713, and of 124 where there
// is neither.
func TestStateOfChargeComesFromTheBestModel(t *testing.T) {
	f := func(b *bank, want float64) {
		t.Helper()
		good(t, read(t, b).SoC, want)
	}
	f(storage(t), 0.625) // 802, though 713 says 55 %
	f(storageInPercent(t), 0.55)
	f(both(t), 0.55)
	f(storage124(t), 0.4025)
	untold := storage(t)
	untold.Set(802, 11, none)
	untold.Set(713, 2, 1000)
	f(untold, 0.55)
	empty := storageInPercent(t)
	empty.Set(713, 4, 0)
	f(empty, 0)
	empty = storage124(t)
	empty.Set(124, 8, 0)
	f(empty, 0)
}

// 0 % of nothing is no state of charge: it is missing, and safety allows no
// power in either direction.
func TestRow26_NoBatteryIsNoStateOfCharge(t *testing.T) {
	f := func(b *bank) {
		t.Helper()
		s := read(t, b)
		missing(t, s.SoC)
		limits := safety.Limits{MaxSoC: 1, Rating: 5000, Hold: time.Second}
		s.MaxCharge, s.MaxDischarge = energy.Read(energy.Watts(4000), start), energy.Read(energy.Watts(4000), start)
		for _, wish := range []energy.Watts{-1000, 1000} {
			_, set, v := safety.Step(&limits, safety.State{}, s, energy.WantPower(wish), energy.Dispatch, start)
			p, asked := set.Power()
			require.True(t, asked)
			require.Zero(t, p)
			require.Equal(t, energy.Failsafe, v.State)
		}
	}
	// 713: "SOC shall be fixed to 0% for DER without storage capabilities".
	f(device(40000, identity(t), measured(t), image(t, 713, 0, raw{"SoC": 0, "Pct_SF": 0})))
	f(device(40000, identity(t), measured(t), image(t, 713, 0, raw{"SoC": 0, "Pct_SF": 0, "WHRtg": 0, "WH_SF": 0})))
	f(device(40000, identity(t), measured(t), image(t, 713, 0, nil)))
	zeros := hybrid(t) // a battery model that is there without a battery
	zeros.Set(802, 2, 0, 0, 0, 0)
	zeros.Set(802, 11, 0)
	f(zeros)
	bare := storage124(t)
	bare.Set(124, 2, 0)
	bare.Set(124, 8, 0)
	f(bare)
	silent := storage124(t)
	silent.Set(124, 22, null)
	f(silent)
}

// A model that is not answered for is not stood in for by another: a battery
// with two states of charge would seem to jump.
func TestAnotherModelDoesNotStandInForASilentOne(t *testing.T) {
	b := storage(t)
	b.Set(713, 2, 900)
	b.Set(713, 7, 1)
	d := discover(t, b, still)
	b.Silent[802] = true
	s, err := d.Read(t.Context())
	require.Error(t, err)
	missing(t, s.SoC)
	missing(t, s.Capacity)
	missing(t, s.MaxCharge)
	good(t, s.Battery, -3200)
}

func TestLimitsWithoutABatteryModel(t *testing.T) {
	f := func(b *bank, charge, discharge, size float64) {
		t.Helper()
		s := read(t, b)
		good(t, s.MaxCharge, charge)
		good(t, s.MaxDischarge, discharge)
		good(t, s.Capacity, size)
	}
	f(storageInPercent(t), 4000, 4800, 10200) // the setting, else the rating
	f(storage124(t), 4500, 4000, 10200)
}

func TestNameplate(t *testing.T) {
	type want struct{ charge, discharge, power, apparent float64 }
	const untold = -1
	f := func(b *bank, w want) {
		t.Helper()
		n := discover(t, b, still).Nameplate()
		tells(t, n.MaxCharge, w.charge)
		tells(t, n.MaxDischarge, w.discharge)
		tells(t, n.Power, w.power)
		tells(t, n.Apparent, w.apparent)
	}
	f(meter(t), want{untold, untold, untold, untold})
	f(solar(t), want{untold, untold, untold, untold})
	f(hybrid(t), want{5000, 4800, untold, untold}) // 802 alone
	f(storage124(t), want{4500, 4000, 6000, 6100}) // 120 alone
	f(storageInPercent(t), want{4000, 4800, 5000, 5500})
	lower := device(40000, identity(t), image(t, 103, 0, inverter), image(t, 120, 0, plate),
		image(t, 121, 0, raw{"WMax": 52, "WMax_SF": 2, "VAMax": 0, "VAMax_SF": 2}), image(t, 124, 0, rates), image(t, 802, 0, battery))
	f(lower, want{4500, 4000, 5200, 0}) // the lowest of all; 0 is told
}

// tells requires v, or Missing for -1.
func tells[T ~float64](t *testing.T, r energy.Reading[T], v float64) {
	t.Helper()
	if v < 0 {
		missing(t, r)
		return
	}
	good(t, r, v)
}

// A rating may bind, so a device that is silent about it is not found yet; one
// that refuses it is found, without it.
func TestNameplateThatDoesNotAnswer(t *testing.T) {
	b := storage124(t)
	b.Silent[120] = true
	_, err := driver.Discover(t.Context(), b, unit, still)
	require.Equal(t, fault.Unreachable, fault.KindOf(err))
	b = storage124(t)
	reads := 0
	b.Before = func(bool) error {
		reads++
		return nil
	}
	_ = discover(t, b, still)
	last := reads // the only name plate is read last
	b = device(40000, identity(t), image(t, 120, 0, plate), measured(t), image(t, 124, 0, rates))
	reads = 0
	b.Before = func(bool) error {
		if reads++; reads == last {
			return &fault.Error{Op: "bank", Kind: fault.Invalid, Subject: "120"}
		}
		return nil
	}
	n := discover(t, b, still).Nameplate()
	require.Zero(t, n)
}
