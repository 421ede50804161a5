package control_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/edge/control"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func drawTime(t *rapid.T, name string, low, high time.Duration) time.Duration {
	return time.Duration(rapid.IntRange(int(low/step), int(high/step)).Draw(t, name)) * step
}

// TestPain023_LateMeterAndSlowBatteryDoNotSwing: with a meter 0 to 5 s late and
// a battery that takes 0.6 to 14 s, in any mix of waiting and rising, a load
// step dies out: no swing over 5 % of rating is left, and nothing is exchanged
// with the grid.
func TestPain023_LateMeterAndSlowBatteryDoNotSwing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gain := energy.Ratio(rapid.Float64Range(0.2, 1).Draw(t, "gain"))
		h := newHouse(control.NewDesk(control.Config{Gain: gain}))
		h.tick = rapid.SampledFrom([]time.Duration{200 * time.Millisecond, time.Second, 2 * time.Second, 5 * time.Second}).Draw(t, "tick")
		h.late = drawTime(t, "late", 0, 5*time.Second)
		answer := drawTime(t, "answer", 600*time.Millisecond, 14*time.Second)
		h.dead = drawTime(t, "dead", 0, answer-step)
		h.lag = (answer - h.dead) / 3 // there within 5 % after three
		h.old = drawTime(t, "old", 0, 2*time.Second)
		h.ramp = energy.WattsPerSecond(rapid.SampledFrom([]float64{0, 100, 500}).Draw(t, "ramp"))
		for _, load := range rapid.SliceOfN(rapid.IntRange(-4500, 4500), 1, 3).Draw(t, "loads") {
			settles(t, h, -energy.Watts(load))
		}
	})
}

// settles gives h a load and requires that it comes to rest at 0 W.
func settles(t require.TestingT, h *house, load energy.Watts) {
	h.load = load
	h.run(2*time.Minute, nil)
	seen := newSwing()
	h.run(2*time.Minute, func() { seen.see(h.truth()) })
	require.LessOrEqual(t, seen.span(), rating/20, "swing")
	require.InDelta(t, 0, float64(h.truth()), float64(rating/20), "grid")
}

// A battery that is read late answers itself for ever through a prompt meter, if
// the loop hurries after each of its echoes.
func TestPain023_EchoOfABatteryReadLate(t *testing.T) {
	h := newHouse(control.NewDesk(control.Config{Gain: 1}))
	h.tick, h.dead, h.lag, h.old = 200*time.Millisecond, 6800*time.Millisecond, 33*time.Millisecond, 1600*time.Millisecond
	settles(t, h, -704)
}

// The quick loop that a prompt meter allows swings for ever with a late one:
// the property above can fail.
func TestPain023_TheLimitIsReal(t *testing.T) {
	h := newHouse(control.NewDesk(control.Config{Gain: 1, Late: 100 * time.Millisecond}))
	h.late, h.dead, h.load = 5*time.Second, 5*time.Second, -2000
	h.run(5*time.Minute, nil)
	seen := newSwing()
	h.run(2*time.Minute, func() { seen.see(h.truth()) })
	require.Greater(t, seen.span(), rating/20)
}

// A battery that does not follow, as at its reserve, winds nothing up: when the
// sun comes it charges as soon as it would have from rest.
func TestNothingWindsUpBehindAFullOrEmptyBattery(t *testing.T) {
	f := func(idle time.Duration) time.Duration {
		t.Helper()
		h := newHouse(control.NewDesk(control.Config{Gain: 0.5}))
		h.soc, h.load = 0, -3000
		h.run(idle, nil)
		h.pv = 6000
		begin := h.now
		for h.battery >= 0 {
			h.run(h.tick, nil)
			require.Less(t, h.now.Sub(begin), time.Minute)
		}
		return h.now.Sub(begin)
	}
	require.Equal(t, f(5*time.Minute), f(5*time.Hour))
}

func TestNoGainIsNoSelfConsumption(t *testing.T) {
	h := newHouse(control.NewDesk(control.Config{}))
	h.load = -1000
	h.run(time.Minute, nil)
	require.Equal(t, energy.NoWish, h.decision.Layer)
}

// A battery at rest makes the past of the meter harmless: half of a load step is
// answered at once, nearly all soon, and what goes over is bounded.
func TestALoadStepIsAnsweredAtOnceFromRest(t *testing.T) {
	f := func(late time.Duration) {
		t.Helper()
		h := newHouse(control.NewDesk(control.Config{Gain: 0.5}))
		h.late = late
		h.run(time.Minute, nil)
		h.load = -3000
		h.run(late+4*time.Second, nil)
		require.GreaterOrEqual(t, h.battery, energy.Watts(1500))
		seen := newSwing()
		h.run(20*time.Second, func() { seen.see(h.battery) })
		require.InDelta(t, 3000, float64(h.battery), 300)
		require.LessOrEqual(t, seen.high, energy.Watts(1.4*3000))
	}
	f(0)
	f(3 * time.Second)
	f(5 * time.Second)
}
