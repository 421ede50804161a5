package plant_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func sums(t *testing.T, s plant.State) {
	t.Helper()
	require.InDelta(t, float64(s.Grid), float64(s.Phases[0]+s.Phases[1]+s.Phases[2]), 1e-6)
}

// The phases add up to the grid at every step of a day, and no two homes are
// wired the same.
func TestPhasesAddUp(t *testing.T) {
	in := town(t, 3)
	var homes []*plant.Home
	for seed := range uint64(4) {
		spec := plant.Draw(seed)
		spec.Phase = plant.Phase(seed)
		homes = append(homes, home(t, in, spec))
	}
	for range 24 * 60 {
		in.Step(time.Minute)
		for _, h := range homes {
			sums(t, h.State())
		}
	}
	a, b := homes[0].State(), homes[1].State()
	require.NotEqual(t, a.Phases[0]/a.Load, b.Phases[0]/b.Load)
}

// A car begins to charge with 7 kW on L2: all of it is on L2 within the step,
// and the inverter follows on the phases it feeds.
func TestACarChargesOnOnePhase(t *testing.T) {
	in := town(t, 1)
	h := home(t, in, steady(-600, 0))
	h.SetBattery(0)
	run(in, time.Minute, time.Second)
	before := h.State()
	h.Plug(plant.L2, 7000)
	in.Step(time.Second)
	after := h.State()
	sums(t, after)
	require.InDelta(t, -7000, float64(after.Phases[1]-before.Phases[1]), 1)
	require.InDelta(t, 0, float64(after.Phases[0]-before.Phases[0]), 1)
	h.Release()
	run(in, time.Minute, time.Second)
	require.InDelta(t, 5000, float64(h.State().Battery), 50, "its most")
	require.InDelta(t, -2600, float64(h.State().Grid), 100)
	h.Plug(plant.L2, energy.Watts(math.NaN()))
	h.Plug(plant.AllPhases, 3000)
	run(in, time.Minute, time.Second)
	require.InDelta(t, -3600, float64(h.State().Load), 1)
}

func TestAOnePhaseInverterFeedsItsOwn(t *testing.T) {
	in := town(t, 1)
	spec := steady(0, 0)
	spec.Phase = plant.L3
	h := home(t, in, spec)
	h.SetBattery(3000)
	run(in, time.Minute, time.Second)
	s := h.State()
	require.InDelta(t, float64(s.Inverter), float64(s.Phases[2]), 1e-6)
	require.Zero(t, s.Phases[0]+s.Phases[1])
}

// Where battery and PV share an inverter that is too small for both, its own
// mode passes PV first.
func TestOwnModePassesPVFirst(t *testing.T) {
	in := town(t, 1)
	spec := steady(-9000, 2000)
	spec.Coupling, spec.PVPeak = plant.DC, 4000
	h := home(t, in, spec)
	run(in, time.Minute, time.Second)
	require.InDelta(t, 2000, float64(h.State().PV), 1)
	require.InDelta(t, 3150, float64(h.State().Battery), 100)
	require.InDelta(t, 5000, float64(h.State().Inverter), 30)
}
