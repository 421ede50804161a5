package world_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/world"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Step stops exactly where it is told, whatever its own step is, and never
// goes back.
func TestStepStopsAtTheInstant(t *testing.T) {
	w := one(t, "load=1kW")
	w.Step(noon.Add(2500 * time.Millisecond))
	require.Equal(t, noon.Add(2500*time.Millisecond), w.Now())
	w.Step(noon)
	require.Equal(t, noon.Add(2500*time.Millisecond), w.Now())
	require.Equal(t, w.Now(), w.Home(0).State().At)
}

// days is what a drawn town of ten did with a step: imported, exported and
// moved energy.
func days(t *testing.T, seed uint64, step time.Duration) (imported, exported, moved energy.WattHours) {
	t.Helper()
	w, err := world.New(world.Config{Seed: seed, Homes: 10, Start: noon, Step: step})
	require.NoError(t, err)
	for range int(3 * 24 * time.Hour / step) {
		w.Advance()
		for i := range 10 {
			s := w.Home(i).State()
			imported += max(0, -s.Grid.Over(step))
			exported += max(0, s.Grid.Over(step))
			moved += s.Battery.Abs().Over(step)
		}
	}
	return imported, exported, moved
}

// Homes that live their own lives do not repeat their days with another step,
// for dice are thrown per step; three days of ten homes are alike within 10 %.
func TestCoarseWorldsAreAlike(t *testing.T) {
	i1, e1, m1 := days(t, 3, 10*time.Second)
	i60, e60, m60 := days(t, 3, time.Minute)
	require.InEpsilon(t, float64(e1), float64(e60), 0.10)
	require.InEpsilon(t, float64(m1), float64(m60), 0.10)
	require.InDelta(t, float64(i1), float64(i60), 0.15*float64(i1)+5000)
}

// The same seed and the same script give the same numbers, faults and all.
func TestTheSameScriptTellsTheSame(t *testing.T) {
	tell := func(seed uint64) (out []energy.Watts) {
		w, err := world.New(world.Config{Seed: seed, Homes: 6, Start: noon})
		require.NoError(t, err)
		require.NoError(t, w.Bank(1).Break(240, "meter_lag"))
		for minute := range 120 {
			if minute == 30 {
				w.Home(2).CutGrid()
			}
			wait(w, time.Minute)
			for i := range 6 {
				out = append(out, w.Home(i).State().Grid)
			}
		}
		return out
	}
	require.Equal(t, tell(1), tell(1))
	require.NotEqual(t, tell(1), tell(2))
}

func TestAWorldStepsWithoutAllocating(t *testing.T) {
	w := build(t, 1, 20)
	require.Zero(t, testing.AllocsPerRun(100, w.Advance))
}

// BenchmarkHomeTick is one home through one step: physics and registers.
func BenchmarkHomeTick(b *testing.B) {
	w, err := world.New(world.Config{Seed: 1, Homes: 50, Start: noon})
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		w.Advance()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/50, "ns/home-tick")
}
