package gateway

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// An export limit is in the inverter before it binds anything, and status says what it
// lacks to keep it wholly.
func TestFault087_TheInverterIsToldTheExportLimitBeforeItBinds(t *testing.T) {
	f := func(limit *float64, rating uint16, percent uint16, on bool, says string) {
		t.Helper()
		bubble(t, func(t *testing.T) {
			pv := solar(t, rating)
			pv.words[pv.bases[103]+14] = 500
			s := newTheatre(map[uint8]*box{2: storage(t), 3: pv, 240: meter(t)})
			s.config.Limits.MaxExportW, s.config.Limits.MarginW = limit, new(float64)
			s = s.again(Past{})
			s.pass(t, 70) // safety holds PV until it trusts the meter, and a minute more
			share, stands := pv.held()
			require.Equal(t, on, stands)
			require.Equal(t, percent, share)
			require.Contains(t, s.home.Devices()[1].Guard, says)
			if says == "" {
				require.Empty(t, s.home.Devices()[1].Guard)
			}
			if limit == nil {
				require.Zero(t, pv.writes)
			}
			before := pv.writes
			s.pass(t, 20)
			require.Equal(t, before, pv.writes, "what stands is not written again")
		})
	}
	w := 3000.0
	f(&w, 6000, 50, true, "told last")
	f(nil, 6000, 100, false, "") // an ordinary home
	f(&w, 2500, 100, false, "")  // whose PV cannot break it
}

// Where no export limit is agreed any more, what stands is taken off by the next gateway.
func TestFault087_WhatIsNoLongerAgreedIsTakenOff(t *testing.T) {
	bubble(t, func(t *testing.T) {
		pv := solar(t, 6000)
		s := curtailing(map[uint8]*box{2: storage(t), 3: pv, 240: meter(t)})
		s.pass(t, 6)
		_, on := pv.held()
		require.True(t, on)
		past := s.home.Past()
		s.config.Limits.MaxExportW = nil
		s = s.again(past)
		s.pass(t, 6)
		_, on = pv.held()
		require.False(t, on)
	})
}
