package plant_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func TestAScriptHoldsLoadAndSun(t *testing.T) {
	in := town(t, 1)
	h := home(t, in, plant.Draw(3))
	h.HoldLoad(-1234)
	h.HoldPV(2500)
	h.HoldPV(energy.Watts(math.NaN()))
	h.SetBattery(0)
	run(in, time.Minute, time.Second)
	require.InDelta(t, -1234, float64(h.State().Load), 1e-9)
	require.InDelta(t, 2500, float64(h.State().PV), 1e-9)
	h.Curtail(1000)
	run(in, time.Minute, time.Second)
	require.InDelta(t, 1000, float64(h.State().PV), 1e-9)
	h.Uncurtail()
	h.FreeLoad()
	h.FreePV()
	run(in, time.Minute, time.Second)
	require.NotEqual(t, energy.Watts(-1234), h.State().Load)
	require.NotEqual(t, energy.Watts(2500), h.State().PV)
}

// energies of a day of changing load and sun, with an order in the middle.
func energies(t *testing.T, dt time.Duration) (out [4]float64) {
	in := town(t, 1)
	spec := steady(0, 0)
	spec.LoadReplay, spec.PVReplay = nil, nil
	spec.SoC = 0.4
	h := home(t, in, spec)
	for minute := range 24 * 60 {
		hour := float64(minute) / 60
		h.HoldLoad(energy.Watts(-400 - 1500*math.Pow(math.Sin(hour), 2)))
		h.HoldPV(energy.Watts(max(0, 5000*math.Sin((hour-6)*math.Pi/12))))
		switch minute {
		case 17 * 60:
			h.SetBattery(3000)
		case 18 * 60:
			h.Release()
		}
		for range int(time.Minute / dt) {
			in.Step(dt)
			s := h.State()
			out[0] += max(0, float64(s.Grid)) * dt.Hours()
			out[1] += max(0, -float64(s.Grid)) * dt.Hours()
			out[2] += math.Abs(float64(s.Battery)) * dt.Hours()
		}
	}
	out[3] = float64(h.State().SoC)
	return out
}

// Steps of up to a minute give the energies of a day within 2 % of those of a
// second, and the charge within half a percent point.
func TestCoarseStepsTellTheSame(t *testing.T) {
	fine := energies(t, time.Second)
	f := func(dt time.Duration) {
		t.Helper()
		coarse := energies(t, dt)
		for i := range 3 {
			require.InEpsilon(t, fine[i], coarse[i], 0.02, "%v: %v, %v", dt, fine, coarse)
		}
		require.InDelta(t, fine[3], coarse[3], 0.005)
	}
	f(10 * time.Second)
	f(30 * time.Second)
	f(time.Minute)
}
