package gateway

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func TestPVIsSharedByRatingWhereAllTellOne(t *testing.T) {
	w := energy.WantPower
	f := func(most energy.Watts, suns []sun, want ...energy.Want) {
		t.Helper()
		require.Equal(t, want, split(most, suns))
	}
	f(3000, []sun{{rating: 5000}}, w(3000))
	f(3000, []sun{{rating: 2000}, {rating: 4000}}, w(1000), w(2000))
	f(3000, []sun{{rating: 2000}, {}}, w(1500), w(1500))
	f(0, []sun{{rating: 2000}, {rating: 4000}}, w(0), w(0))
	f(3000, []sun{{}, {free: true, gives: 1000}, {}}, w(1000), energy.Want{}, w(1000))
	f(3000, []sun{{rating: 1000}, {free: true, gives: 4000, rating: 5000}}, w(0), energy.Want{})
	f(3000, []sun{{free: true, gives: 1000}}, energy.Want{})
	require.Empty(t, split(3000, nil))
}

// solar is a PV inverter that gives 3 kW and can be held back.
func solar(t *testing.T, rating uint16) *box {
	return newBox(identity(t), image(t, 103, 0, map[string]uint16{"W": 3000, "W_SF": 0}),
		image(t, 120, 0, map[string]uint16{"WRtg": rating, "WRtg_SF": 0}),
		image(t, 123, 0, map[string]uint16{"WMaxLimPct": 100, "WMaxLim_Ena": 0, "WMaxLimPct_RvrtTms": 0, "WMaxLimPct_SF": 0}))
}

// held is the limit of a PV inverter in percent, and whether it is on.
func (b *box) held() (uint16, bool) {
	at := b.bases[123]
	return b.words[at+5], b.words[at+9] == 1
}

func curtailing(units map[uint8]*box) *theatre {
	s := newTheatre(units)
	s.config.Limits.MaxExportW, s.config.Limits.MarginW = new(float64), new(float64)
	*s.config.Limits.MaxExportW = 3000
	return s.again(Past{})
}

// The home exports 4 kW of 3 kW allowed: the sun is held to 2 kW of its 3 kW.
func exporting(t *testing.T) *box {
	m := meter(t)
	m.words[m.bases[203]+18] = neg(4000)
	return m
}

func TestFault086_CurtailmentAndBatteryDoNotCostEachOther(t *testing.T) {
	f := func(spoil func(battery, pv *box), held, commanded bool) {
		t.Helper()
		bubble(t, func(t *testing.T) {
			battery, pv := storage(t), solar(t, 4000)
			spoil(battery, pv)
			battery.words[battery.bases[802]+4] = 0 // takes no charge
			s := curtailing(map[uint8]*box{2: battery, 3: pv, 240: exporting(t)})
			o := order(1, 0)
			require.NoError(t, s.home.Accept(o))
			d := s.pass(t, 6).Decision
			require.Equal(t, !held || !commanded, d.Bounds.Has(energy.BoundDevice), "%v", d.Bounds.Names())
			_, on := battery.commanded()
			require.Equal(t, commanded, on)
			_, asked := d.Approved.Power()
			require.Equal(t, commanded, asked)
			percent, on := pv.held()
			require.Equal(t, held, on)
			if held {
				require.EqualValues(t, 50, percent) // 2 kW of 4 kW
			}
		})
	}
	f(func(_, _ *box) {}, true, true)
	f(func(_, pv *box) { pv.refuses = true }, false, true)
	f(func(battery, _ *box) { battery.refuses = true }, true, false)
	f(func(_, pv *box) { pv.words[pv.bases[123]+7] = 0xFFFF }, true, true) // no reversion timer, and none needed: the limit stays
}

func TestPVIsLetGoWhenThereIsRoom(t *testing.T) {
	bubble(t, func(t *testing.T) {
		battery, pv, m := storage(t), solar(t, 4000), exporting(t)
		battery.words[battery.bases[802]+4] = 0 // takes no charge
		s := curtailing(map[uint8]*box{2: battery, 3: pv, 240: m})
		s.pass(t, 6)
		_, on := pv.held()
		require.True(t, on)
		m.words[m.bases[203]+18] = 800
		s.pass(t, 80)
		percent, _ := pv.held()
		require.EqualValues(t, 100, percent)
		before := pv.writes
		s.pass(t, 10)
		require.Equal(t, before, pv.writes)
	})
}

func TestFault086_WhatTheMeterCannotTellIsNoExcursion(t *testing.T) {
	f := func(export int16, locked bool) {
		t.Helper()
		bubble(t, func(t *testing.T) {
			m := meter(t)
			m.words[m.bases[203]+18] = neg(export)
			s := curtailing(map[uint8]*box{2: storage(t), 240: m})
			s.pass(t, 75)
			require.Equal(t, locked, s.home.Past().Excursions.Locked())
		})
	}
	f(3008, false)
	f(3030, false)
	f(3031, true)
}

func TestTheMarginIsWhatTheMeterMayBeWrongBy(t *testing.T) {
	w := func(v float64) *float64 { return &v }
	f := func(l Limits, want energy.Watts) {
		t.Helper()
		require.Equal(t, want, l.safety().Margin)
	}
	f(Limits{}, 20)
	f(Limits{MaxExportW: w(0)}, 20)
	f(Limits{MaxExportW: w(3000)}, 30)
	f(Limits{MaxExportW: w(3000), ConnectionW: w(20000)}, 30)
	f(Limits{ConnectionW: w(20000)}, 200)
	f(Limits{MaxExportW: w(3000), MarginW: w(0)}, 0)
	f(Limits{MaxExportW: w(3000), MarginW: w(100)}, 100)
}
