package plant_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// islander is a home with backup, half full, that is asked to export.
func islander(t *testing.T, c plant.Coupling, load, pv energy.Watts) (*plant.Town, *plant.Home) {
	t.Helper()
	in := town(t, 1)
	spec := steady(load, pv)
	spec.Coupling, spec.Backup, spec.SoC = c, true, 0.5
	h := home(t, in, spec)
	h.SetBattery(3000)
	run(in, time.Minute, time.Second)
	require.Greater(t, h.State().Grid, energy.Watts(500))
	in.CutGrid()
	return in, h
}

// An island's powers add up to nothing, whatever the battery was ordered to.
func TestAnIslandBalances(t *testing.T) {
	f := func(c plant.Coupling, load, pv, battery energy.Watts) {
		t.Helper()
		in, h := islander(t, c, load, pv)
		run(in, time.Minute, time.Second)
		s := h.State()
		require.True(t, s.Islanded)
		require.False(t, s.Dark)
		require.Zero(t, s.Grid)
		require.Zero(t, s.Phases)
		require.InDelta(t, 0, float64(s.Inverter+s.Load), 1e-6)
		require.InDelta(t, float64(load), float64(s.Load), 1, "all of the load")
		require.InDelta(t, float64(battery), float64(s.Battery), 120)
		in.RestoreGrid()
		run(in, time.Minute, time.Second)
		require.False(t, h.State().Islanded)
		require.InDelta(t, 3000, float64(h.State().Battery), 50, "the order is in force again")
	}
	for _, c := range []plant.Coupling{plant.AC, plant.DC} {
		f(c, -800, 0, 800)
		f(c, -800, 2000, -1200)
		f(c, -1000, 1010, 0)
	}
}

func TestAFullIslandHoldsThePVBack(t *testing.T) {
	in, h := islander(t, plant.DC, -600, 4000)
	h.SetSoC(1)
	run(in, time.Minute, time.Second)
	s := h.State()
	require.InDelta(t, 600, float64(s.PV), 120)
	require.InDelta(t, -600, float64(s.Load), 1)
	require.InDelta(t, 0, float64(s.Inverter+s.Load), 1e-6)
}

func TestAHomeGoesDark(t *testing.T) {
	dark := func(h *plant.Home) {
		t.Helper()
		s := h.State()
		require.True(t, s.Dark && s.Islanded)
		require.Zero(t, s.Load)
		require.Zero(t, s.PV)
		require.Zero(t, s.Battery)
		require.Zero(t, s.Voltage)
	}
	in, h := islander(t, plant.DC, -800, 0)
	h.Plug(plant.L1, 9000) // more than the inverter gives
	run(in, 2*time.Second, time.Second)
	dark(h)
	h.Plug(plant.L1, 0)
	run(in, time.Minute, time.Second)
	dark(h) // until the grid is back
	in.RestoreGrid()
	run(in, time.Minute, time.Second)
	require.InDelta(t, -800, float64(h.State().Load), 1)

	in, h = islander(t, plant.DC, -800, 0)
	h.SetSoC(0.01)
	run(in, time.Hour, time.Second)
	dark(h) // an empty battery

	in = town(t, 1)
	h = home(t, in, steady(-800, 500))
	h.CutGrid()
	run(in, time.Second, time.Second)
	dark(h) // no backup
	h.RestoreGrid()
	run(in, time.Second, time.Second)
	require.False(t, h.State().Dark)
}
