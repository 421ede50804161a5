package device_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Model 704 with the offsets of the standard's own model: WMaxLimPctEna at 14, WMaxLimPct
// 15, WMaxLimPctRvrt 16, WMaxLimPctEnaRvrt 17, WMaxLimPctRvrtTms 18 and 19.
func TestLimitOf704FallsBackToItsReversionValue(t *testing.T) {
	f := func(after uint16, held bool, most energy.Watts) {
		t.Helper()
		home := &sunny{fakeHome: &fakeHome{state: plant.State{PV: 500, Load: -500, SoC: 1, Capacity: 10000, Voltage: 230}}}
		bank, err := device.New(device.Config{Shape: device.Reverting, Serial: "r", Battery: 5000, PV: 8000}, home, start)
		require.NoError(t, err)
		r := &rig{t: t, home: home.fakeHome, bank: bank, now: start}
		at := r.find(1, 704)
		r.send(1, words(at+15, 900, 375, after, 0, 10), words(at+14, 1))
		r.tick(9 * time.Second)
		require.True(t, home.held)
		require.InDelta(t, 7200, float64(home.most), 1)
		r.send(1, words(at+18, 0, 10))
		r.tick(9 * time.Second)
		require.InDelta(t, 7200, float64(home.most), 1, "refreshed")
		r.tick(time.Second)
		require.Equal(t, held, home.held)
		require.Equal(t, []uint16{after, 375, 375}, r.read(1, at+14, 3))
		r.tick(48 * time.Hour)
		require.Equal(t, held, home.held, "for good")
		if held {
			require.InDelta(t, float64(most), float64(home.most), 1)
		}
	}
	f(1, true, 3000)
	f(0, false, 0)
}
