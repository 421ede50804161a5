package plant_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

var start = time.Date(2025, 6, 10, 0, 0, 0, 0, time.UTC)

func town(t require.TestingT, seed uint64) *plant.Town {
	made, err := plant.NewTown(plant.Config{Seed: seed, Start: start, Latitude: 48.5, Longitude: 2.3})
	require.NoError(t, err)
	return made
}

func home(t require.TestingT, in *plant.Town, spec plant.Spec) *plant.Home {
	made, err := in.Add(spec)
	require.NoError(t, err)
	return made
}

// steady is a home whose load and sun are given, with a 10 kWh, 5 kW battery.
func steady(load, pv energy.Watts) plant.Spec {
	spec := plant.Draw(1)
	spec.Coupling, spec.Capacity, spec.Power, spec.SoC, spec.PVPeak = plant.AC, 10000, 5000, 0.5, 8000
	spec.LoadReplay = &plant.Replay{Profile: plant.Constant(plant.LoadChannel, load)}
	spec.PVReplay = &plant.Replay{Profile: plant.Constant(plant.PVChannel, pv)}
	return spec
}

func TestEnergyIsKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := town(t, rapid.Uint64().Draw(t, "town"))
		spec := plant.Draw(rapid.Uint64().Draw(t, "home"))
		spec.SoC = energy.Ratio(rapid.Float64Range(0, 1).Draw(t, "soc"))
		h := home(t, in, spec)
		in.Step(time.Duration(rapid.IntRange(0, 24).Draw(t, "hour")) * time.Hour)
		for range 200 {
			if rapid.Bool().Draw(t, "ordered") {
				h.SetBattery(energy.Watts(rapid.Float64Range(-12000, 12000).Draw(t, "order")))
			} else {
				h.Release()
			}
			dt := time.Duration(rapid.IntRange(10, 300_000).Draw(t, "ms")) * time.Millisecond
			before := h.State()
			in.Step(dt)
			balanced(t, before, h.State(), dt)
		}
	})
}

func balanced(t *rapid.T, before, now plant.State, dt time.Duration) {
	require.InDelta(t, float64(now.Inverter+now.Load), float64(now.Grid), 1e-9)
	require.InDelta(t, float64(now.Battery+now.PV+now.Electronics), float64(now.Inverter), 1e-9)
	require.LessOrEqual(t, now.Electronics, energy.Watts(0))
	require.GreaterOrEqual(t, now.Cells, now.Battery, "a battery does not make energy")
	require.True(t, now.SoC >= 0 && now.SoC <= 1, "soc %v", now.SoC)
	moved := float64(now.SoC-before.SoC) * float64(now.Capacity)
	require.InDelta(t, -float64(now.Cells.Over(dt)), moved, 1e-6, "stored energy follows the cells")
	require.LessOrEqual(t, now.Battery, before.MaxDischarge+1e-6)
	require.GreaterOrEqual(t, now.Battery, -before.MaxCharge-1e-6)
	require.LessOrEqual(t, now.Inverter, now.Rating+1e-6)
	require.LessOrEqual(t, now.Load, energy.Watts(0))
	require.GreaterOrEqual(t, now.PV, energy.Watts(0))
}

func TestEfficiencyByPower(t *testing.T) {
	efficiency := func(order energy.Watts, low, high float64) {
		t.Helper()
		in := town(t, 1)
		h := home(t, in, steady(0, 0))
		h.SetBattery(order)
		for range 60 {
			in.Step(time.Second)
		}
		s := h.State()
		require.InDelta(t, float64(order), float64(s.Battery), 5)
		ratio := float64(s.Battery / s.Cells)
		if order < 0 {
			ratio = 1 / ratio
		}
		require.True(t, ratio > low && ratio < high, "%v at %v", ratio, order)
	}
	efficiency(5000, 0.92, 0.95)
	efficiency(2500, 0.93, 0.96)
	efficiency(250, 0.78, 0.86)
	efficiency(-5000, 0.92, 0.95)
	efficiency(-250, 0.78, 0.86)
}

func TestStandbySleepsBelowOnePercent(t *testing.T) {
	in := town(t, 1)
	h := home(t, in, steady(0, 0))
	h.SetBattery(30)
	for range 60 {
		in.Step(time.Second)
	}
	require.Zero(t, h.State().Battery)
	require.Equal(t, -h.Spec().Standby, h.State().Grid)
}
