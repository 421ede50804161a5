package plant_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// double is a home that draws 2 kW, with two batteries of 5 kW.
func double(t *testing.T) (*plant.Town, *plant.Home, plant.Second) {
	t.Helper()
	town, err := plant.NewTown(plant.Config{Seed: 1, Start: noonUTC, Latitude: 48})
	require.NoError(t, err)
	spec := plant.Draw(3)
	spec.Coupling, spec.PVPeak, spec.Capacity, spec.Power, spec.SoC = plant.DC, 0, 10_000, 5000, 0.6
	spec.DeadTime, spec.Settling, spec.Exposure = 800*time.Millisecond, 3*time.Second, 0
	spec.Second = plant.SecondBattery{Capacity: 20_000, Power: 5000, SoC: 0.3}
	h, err := town.Add(spec)
	require.NoError(t, err)
	h.HoldLoad(-2000)
	second, ok := h.Second()
	require.True(t, ok)
	return town, h, second
}

var noonUTC = time.Date(2026, 6, 21, 12, 0, 0, 0, time.UTC)

func watch(town *plant.Town, n int, each func()) {
	for range n {
		town.Step(200 * time.Millisecond)
		each()
	}
}

func TestTwoBatteriesAddUp(t *testing.T) {
	town, h, second := double(t)
	h.SetBattery(1500)
	second.SetBattery(-1000)
	watch(town, 300, func() {
		s, a, b := h.State(), h.First().State(), second.State()
		require.InDelta(t, float64(s.Inverter+s.Load), float64(s.Grid), 1e-6)
		require.InDelta(t, float64(s.Battery+s.PV+s.Electronics), float64(s.Inverter), 1e-6)
		require.InDelta(t, float64(a.Battery+b.Battery), float64(s.Battery), 1e-6)
		require.InDelta(t, float64(a.Inverter+b.Inverter), float64(s.Inverter), 1e-6)
		require.Equal(t, s.Grid, b.Grid)
		require.Zero(t, b.PV)
	})
	require.InDelta(t, 1500, float64(h.First().State().Battery), 30)
	require.InDelta(t, -1000, float64(second.State().Battery), 30)
	s := h.State()
	require.EqualValues(t, 30_000, s.Capacity)
	require.InDelta(t, 0.4, float64(s.SoC), 0.01)
	require.InDelta(t, 10_000, float64(s.MaxDischarge), 1)
	require.True(t, h.Ordered() && second.Ordered())
}

// Whatever one battery gives, the other takes, where both are in their own mode.
func TestTwoBatteriesInTheirOwnModesDoNotKnowOfEachOther(t *testing.T) {
	town, h, second := double(t)
	h.SetBattery(4500)
	watch(town, 300, func() {})
	require.InDelta(t, -2500, float64(second.State().Battery), 150, "it regulates on what the first sends out")
	h.Release()
	watch(town, 300, func() {})
	require.InDelta(t, 0, float64(h.State().Grid), 100)
	require.Greater(t, h.First().State().Battery, energy.Watts(500))
	require.Less(t, second.State().Battery, energy.Watts(-500), "nothing brings them together again")
}

func TestASecondBatteryCarriesNoIsland(t *testing.T) {
	town, err := plant.NewTown(plant.Config{Seed: 1, Start: noonUTC, Latitude: 48})
	require.NoError(t, err)
	spec := plant.Draw(3)
	spec.PVPeak, spec.Backup, spec.SoC, spec.Power = 0, true, 0.8, 5000
	spec.Second = plant.SecondBattery{Capacity: 20_000, Power: 5000, SoC: 0.8}
	h, err := town.Add(spec)
	require.NoError(t, err)
	h.HoldLoad(-1000)
	second, _ := h.Second()
	second.SetBattery(3000)
	watch(town, 100, func() {})
	h.CutGrid()
	watch(town, 20, func() {
		s := h.State()
		require.Zero(t, second.State().Battery)
		require.InDelta(t, 0, float64(s.Inverter+s.Load), 1)
		require.False(t, s.Dark)
	})
	h.RestoreGrid()
	watch(town, 100, func() {})
	require.InDelta(t, 3000, float64(second.State().Battery), 100)
}

func TestAnImpossibleSecondBatteryIsRefused(t *testing.T) {
	town, err := plant.NewTown(plant.Config{Seed: 1, Start: noonUTC, Latitude: 48})
	require.NoError(t, err)
	spec := plant.Draw(3)
	spec.Second = plant.SecondBattery{Capacity: 20_000}
	_, err = town.Add(spec)
	require.Error(t, err)
	one, err := town.Add(plant.Draw(3))
	require.NoError(t, err)
	_, has := one.Second()
	require.False(t, has)
	require.Equal(t, one.State(), one.First().State())
}
