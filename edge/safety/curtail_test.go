package safety_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// sunny is a home at rest with PV at its export limit of 1000 W.
func sunny(t *testing.T, wish energy.Watts) *home {
	h := settled(t)
	h.limits.Proof, h.limits.Ramp, h.limits.Frozen = safety.Proof{}, safety.Ramp{}, safety.Frozen{}
	h.run(10, always(wish))
	require.Equal(t, wish, h.battery)
	return h
}

// bright runs under a clear sky of that much, which PV follows up to its limit,
// and returns how long the export was beyond its own at most.
func (h *home) bright(seconds int, sky energy.Watts, wish energy.Watts) time.Duration {
	var over, most time.Duration
	for range seconds {
		h.pv = sky
		if sun, curbs := h.set.Curtail(); curbs {
			h.pv = min(sky, sun)
		}
		if over += time.Second; h.grid() <= 1000 {
			over = 0
		}
		most = max(most, over)
		h.tick(energy.WantPower(wish))
	}
	return most
}

// A cloud goes, and the battery is told to take what PV gives from now on: what
// it does not take is not waited for.
func TestPVDoesNotWaitForASlowBattery(t *testing.T) {
	f := func(wish energy.Watts, slow func(*home)) {
		t.Helper()
		h := sunny(t, 0)
		slow(h)
		require.LessOrEqual(t, h.bright(60, 4600, wish), 11*time.Second)
	}
	lags := func(ticks int) func(*home) { return func(h *home) { h.lag = h.lag + ticks } }
	f(0, lags(20))
	f(-3000, lags(20))
	f(0, func(h *home) { h.deaf = true })
	f(-3000, func(h *home) { h.deaf = true })
}

// PV is not held back for a battery that is on its way.
func TestPVIsNotHeldBackForABatteryThatFollows(t *testing.T) {
	f := func(lag int, wish energy.Watts) {
		t.Helper()
		h := sunny(t, wish)
		h.lag = lag
		h.bright(60, 4600, wish)
		require.EqualValues(t, 4600, h.pv)
		require.EqualValues(t, -3000, h.battery)
	}
	f(1, 0)
	f(6, 0)
	f(5, 500)
	f(6, -3000)
}

// A limit that comes while the battery does what it was told does not find it late.
func TestALimitThatComesFindsNoBatteryLate(t *testing.T) {
	h := settled(t)
	h.limits.Proof, h.limits.Ramp, h.limits.Frozen = safety.Proof{}, safety.Ramp{}, safety.Frozen{}
	limit := h.limits.Export
	h.limits.Export = safety.Cap{}
	h.bright(30, 4600, 0)
	h.limits.Export = limit
	h.bright(30, 4600, 0)
	require.EqualValues(t, 4600, h.pv)
	require.EqualValues(t, -3000, h.battery)
}
