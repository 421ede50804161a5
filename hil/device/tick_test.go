package device_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// A tick allocates nothing, commanded or not, sound or broken.
func TestTickAllocatesNothing(t *testing.T) {
	for _, shape := range device.Shapes() {
		r := newRig(t, shape)
		require.Zero(t, testing.AllocsPerRun(100, func() { r.tick(time.Second) }), "%v", shape)
		r.breaks(shape.Storage(), "slow_ramp")
		r.breaks(shape.Storage(), "clock_change")
		require.Zero(t, testing.AllocsPerRun(100, func() { r.tick(time.Second) }), "%v", shape)
	}
}

// A limit on output holds PV back through the registers of model 123 until its
// timer lapses.
func TestCurtailment(t *testing.T) {
	f := func(shape device.Shape, coupling plant.Coupling, rating energy.Watts) {
		t.Helper()
		town, err := plant.NewTown(plant.Config{Seed: 1, Start: start, Latitude: 48})
		require.NoError(t, err)
		spec := plant.Draw(2)
		spec.Coupling, spec.Power, spec.PVPeak = coupling, 5000, 10000
		home, err := town.Add(spec)
		require.NoError(t, err)
		home.HoldPV(4000)
		home.HoldLoad(-200)
		home.SetSoC(1) // so that nothing else takes the power
		bank, err := device.New(device.Config{Shape: shape, Serial: "x", Battery: 5000, PV: rating}, home, town.Now())
		require.NoError(t, err)
		r := &rig{t: t, bank: bank, now: start}
		run := func(seconds int) {
			for range seconds {
				town.Step(time.Second)
				bank.Tick(town.Now())
			}
		}
		pv := func() float64 { return float64(home.State().PV) }
		run(2)
		require.InDelta(t, 4000, pv(), 1)
		r.put(1, 123, 5, 10) // WMaxLimPct
		r.put(1, 123, 7, 60) // WMaxLimPct_RvrtTms
		r.put(1, 123, 9, 1)  // WMaxLim_Ena
		run(30)
		require.InDelta(t, 0.1*float64(rating), pv(), 30)
		run(40)
		require.InDelta(t, 4000, pv(), 1)
	}
	f(device.ACCoupled, plant.AC, 10000)
	f(device.Hybrid, plant.DC, 10000)
}

func BenchmarkTick(b *testing.B) {
	town, err := plant.NewTown(plant.Config{Seed: 1, Start: start, Latitude: 48})
	require.NoError(b, err)
	for _, shape := range []device.Shape{device.Hybrid, device.ACCoupled, device.Huawei, device.Deye} {
		b.Run(shape.String(), func(b *testing.B) {
			home, err := town.Add(plant.Draw(1))
			require.NoError(b, err)
			bank, err := device.New(device.Config{Shape: shape, Serial: "x", Battery: 5000, PV: 5000}, home, start)
			require.NoError(b, err)
			now := start
			b.ReportAllocs()
			for b.Loop() {
				now = now.Add(time.Second)
				bank.Tick(now)
			}
		})
	}
}
