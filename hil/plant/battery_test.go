package plant_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func run(in *plant.Town, d, dt time.Duration) {
	for range int(d / dt) {
		in.Step(dt)
	}
}

func TestResponseHasDeadAndSettlingTime(t *testing.T) {
	spec := steady(0, 0)
	spec.DeadTime, spec.Settling = time.Second, 6*time.Second
	in := town(t, 1)
	h := home(t, in, spec)
	run(in, time.Minute, time.Second)
	h.SetBattery(4000)
	run(in, 900*time.Millisecond, 100*time.Millisecond)
	require.Zero(t, h.State().Battery, "still in the dead time")
	run(in, 5100*time.Millisecond, 100*time.Millisecond)
	require.InDelta(t, 0.95*4000, float64(h.State().Battery), 60)
	run(in, 12*time.Second, 100*time.Millisecond)
	require.InDelta(t, 4000, float64(h.State().Battery), 10)
}

func TestOwnModeKeepsTheGridNearZero(t *testing.T) {
	near := func(c plant.Coupling, load, pv energy.Watts) {
		t.Helper()
		in := town(t, 1)
		spec := steady(load, pv)
		spec.Coupling = c
		h := home(t, in, spec)
		run(in, 2*time.Minute, time.Second)
		require.InDelta(t, 0, float64(h.State().Grid), 20)
		h.SetBattery(0)
		run(in, time.Minute, time.Second)
		require.Greater(t, float64(h.State().Grid.Abs()), 400.0)
		h.Release()
		run(in, time.Minute, time.Second)
		require.InDelta(t, 0, float64(h.State().Grid), 20)
	}
	near(plant.AC, -800, 0)
	near(plant.AC, -800, 3000)
	near(plant.DC, -800, 0)
	near(plant.DC, -800, 3000)
}

func TestTaperAndEnds(t *testing.T) {
	ends := func(soc energy.Ratio, order energy.Watts, last energy.Ratio) {
		t.Helper()
		in := town(t, 1)
		spec := steady(0, 0)
		spec.SoC = soc
		h := home(t, in, spec)
		h.SetBattery(order)
		run(in, time.Minute, time.Second)
		first := h.State().Battery.Abs()
		run(in, 8*time.Hour, 10*time.Second)
		require.Zero(t, h.State().Battery)
		require.InDelta(t, float64(last), float64(h.State().SoC), 1e-3)
		require.Less(t, float64(first), 0.9*5000, "tapered")
	}
	ends(0.03, 5000, 0)
	ends(0.95, -5000, 1)
}

func TestTemperatureWarmsAndDerates(t *testing.T) {
	in, err := plant.NewTown(plant.Config{Seed: 1, Start: start.AddDate(0, 7, 0), Latitude: 60, Longitude: 10})
	require.NoError(t, err)
	spec := steady(0, 0)
	spec.Exposure = 1
	h := home(t, in, spec)
	cold := h.State()
	require.Less(t, float64(cold.MaxCharge), 0.9*5000, "%v °C", cold.Temperature)
	require.Greater(t, cold.MaxDischarge, cold.MaxCharge)
	h.SetBattery(4000)
	run(in, time.Hour, 10*time.Second)
	require.Greater(t, h.State().Temperature, cold.Temperature+0.5)
}

func TestGridVoltageRisesWithExport(t *testing.T) {
	volts := func(order energy.Watts) float64 {
		in := town(t, 1)
		h := home(t, in, steady(0, 0))
		h.SetBattery(order)
		run(in, time.Minute, time.Second)
		return float64(h.State().Voltage)
	}
	want := plant.Draw(1).LineOhms * 10000 / 230
	require.InDelta(t, want, volts(5000)-volts(-5000), 0.2)
}

func TestSpecsAreSizedLikeTheFleet(t *testing.T) {
	const homes = 1001
	var capacity, power []float64
	for seed := range uint64(homes) {
		s := plant.Draw(seed)
		capacity, power = append(capacity, float64(s.Capacity)), append(power, float64(s.Power))
		require.True(t, s.PVPeak >= 3000 && s.PVPeak <= 10000)
		require.True(t, s.DeadTime >= 600*time.Millisecond && s.DeadTime <= 1600*time.Millisecond)
		require.True(t, s.Settling >= 2700*time.Millisecond && s.Settling <= 14*time.Second)
	}
	require.Equal(t, 10000.0, quantile(capacity, 0.5))
	require.Equal(t, 5000.0, quantile(power, 0.5))
	require.Less(t, quantile(capacity, 0.1), 6000.0)
	require.Greater(t, quantile(capacity, 0.9), 13000.0)
}

func TestBadInputIsRefused(t *testing.T) {
	_, err := plant.NewTown(plant.Config{Start: start, Latitude: 91})
	require.ErrorContains(t, err, "latitude")
	spec := plant.Draw(1)
	spec.Capacity = 0
	_, err = town(t, 1).Add(spec)
	require.ErrorContains(t, err, "capacity")
}
