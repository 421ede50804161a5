package dispatch_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestRow27_ClosedLoopOnHomesAsSlowAsMeasured: as the row of that number, with
// each home's own dead time, settling and age of its reports.
func TestRow27_ClosedLoopOnHomesAsSlowAsMeasured(t *testing.T) {
	s, c := newStreet(200, measuredSpeed, 0.8, 1), closedLoop()
	for _, target := range []energy.Watts{400_000, -300_000, 600_000, 50_000} {
		last := energy.Watts(0)
		s.follow(61*time.Second, func(time.Duration) energy.Watts { return target }, c, func(_, truth energy.Watts) { last = truth })
		require.InEpsilon(t, float64(target), float64(last), 0.02)
	}
}

// TestTheLoopIsStableForEveryPlant: dead time 0..3 s, lag 0..15 s, homes that
// do 50..120 % of what they are told, noise, a fifth that ignore it. After
// steps that teach the loop whatever they teach it, a constant target is
// reached and nothing swings.
func TestTheLoopIsStableForEveryPlant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string, most int) time.Duration {
			return time.Duration(rapid.IntRange(0, most).Draw(t, name)) * time.Millisecond
		}
		dead, settling := draw("dead_ms", 3000), draw("settling_ms", 45_000)
		following := energy.Ratio(rapid.SampledFrom([]float64{0.8, 1}).Draw(t, "following"))
		s := newStreet(20, speed{dead, dead, settling, settling}, following, rapid.Uint64().Draw(t, "seed"))
		s.noise = energy.Watts(rapid.Float64Range(0, 200).Draw(t, "noise_w"))
		gain := energy.Watts(rapid.Float64Range(0.5, 1.2).Draw(t, "gain"))
		for i := range s.houses {
			s.houses[i].gain = gain
		}
		every := time.Duration(rapid.IntRange(2, 40).Draw(t, "step_s")) * time.Second
		size := energy.Watts(rapid.Float64Range(0, 35_000).Draw(t, "size_w"))
		const teaching, waiting = 120 * time.Second, 180 * time.Second
		last := energy.Watts(rapid.Float64Range(-35_000, 35_000).Draw(t, "last_w"))
		target := func(at time.Duration) energy.Watts {
			if at >= teaching {
				return last
			}
			return size * energy.Watts(1-2*(at/every)%2)
		}
		var end []float64
		c := closedLoop()
		s.follow(teaching+waiting, target, c, func(energy.Watts, energy.Watts) {})
		s.follow(time.Minute, func(time.Duration) energy.Watts { return last }, c, func(_, truth energy.Watts) { end = append(end, float64(truth)) })
		mean, low, high := 0.0, math.Inf(1), math.Inf(-1)
		for _, v := range end {
			mean, low, high = mean+v/float64(len(end)), min(low, v), max(high, v)
		}
		require.InDelta(t, float64(last), mean, 1000, "1 %% of the capacity")
		require.Less(t, high-low, 2000.0, "what still moves")
	})
}
