package plant_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// rested is a home's state after a minute at a power.
func rested(t *testing.T, soc energy.Ratio, power energy.Watts) plant.State {
	t.Helper()
	in := town(t, 1)
	spec := steady(0, 0)
	spec.SoC, spec.Imbalance = soc, 0.01
	h := home(t, in, spec)
	h.SetBattery(power)
	run(in, time.Minute, time.Second)
	return h.State()
}

func TestCellVoltages(t *testing.T) {
	spread := func(s plant.State) float64 { return float64(s.CellMax - s.CellMin) }
	half := rested(t, 0.5, 0)
	require.InDelta(t, 3.29, float64(half.CellMin), 0.01)
	require.Less(t, spread(half), 0.005, "flat in the middle")
	require.Greater(t, spread(rested(t, 0.01, 0)), 0.05, "steep at the end")
	require.Greater(t, spread(rested(t, 0.995, 0)), 0.02)

	out, in := rested(t, 0.5, 5000), rested(t, 0.5, -5000)
	require.InDelta(t, 0.05, float64(half.CellMin-out.CellMin), 0.02, "sags")
	require.Greater(t, float64(in.CellMax-half.CellMax), 0.015, "rises")
	for _, s := range []plant.State{half, out, in} {
		require.LessOrEqual(t, s.CellMin, s.CellMax)
	}
	require.Less(t, float64(rested(t, 0.02, 5000).CellMin), 2.95, "near what a battery management stops at")
}

func TestCellsSagMoreInTheCold(t *testing.T) {
	in := town(t, 1)
	h := home(t, in, steady(0, 0))
	h.SetBattery(3000)
	h.SetTemperature(25)
	run(in, time.Minute, time.Second)
	warm := h.State().CellMin
	h.SetTemperature(0)
	run(in, 10*time.Second, time.Second)
	require.Greater(t, float64(warm-h.State().CellMin), 0.01)
}

// A gauge that drifts 4 % a cycle is 8 % off after two, and right again once
// the battery was full.
func TestTheGaugeDriftsAndIsSetRight(t *testing.T) {
	in := town(t, 1)
	spec := steady(0, 0)
	spec.SoC, spec.Drift = 0.5, 0.04
	h := home(t, in, spec)
	cycled := 0.0
	for i := range 40 {
		h.SetBattery(energy.Watts([2]float64{3500, -4000}[i%2]))
		run(in, 24*time.Minute, time.Minute)
		cycled += float64(h.State().Cells.Abs()) * 0.4 / 20000
		require.True(t, h.State().SoC > 0.1 && h.State().SoC < 0.9, "%v", h.State().SoC)
	}
	require.InDelta(t, 0.04*cycled, float64(h.State().GaugeError), 0.01)
	require.Greater(t, cycled, 1.0)
	h.SetBattery(-5000)
	run(in, 8*time.Hour, time.Minute)
	require.Zero(t, h.State().GaugeError)
}

func TestTemperatureExtremes(t *testing.T) {
	in := town(t, 1)
	h := home(t, in, steady(0, 0))
	f := func(c energy.Celsius, charge, discharge energy.Ratio) {
		t.Helper()
		h.SetTemperature(c)
		in.Step(time.Second)
		s := h.State()
		require.InDelta(t, float64(charge), float64(s.MaxCharge)/5000, 0.02, "charge at %v", c)
		require.InDelta(t, float64(discharge), float64(s.MaxDischarge)/5000, 0.02, "discharge at %v", c)
	}
	f(25, 1, 1)
	f(0, 0, 1)
	f(-10, 0, 0.5)
	f(-25, 0, 0)
	f(50, 0.5, 1)
	f(62, 0, 0)
}

func TestAHeatWaveReachesTheBattery(t *testing.T) {
	in := town(t, 1)
	spec := steady(0, 0)
	spec.Exposure = 1
	h := home(t, in, spec)
	in.ShiftTemperature(25)
	run(in, 24*time.Hour, time.Minute)
	hot := h.State().Temperature
	in.ShiftTemperature(-30)
	run(in, 24*time.Hour, time.Minute)
	require.InDelta(t, 55, float64(hot-h.State().Temperature), 3)
}
