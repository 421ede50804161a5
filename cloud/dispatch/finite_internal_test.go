package dispatch

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestAStateThatIsNoNumberBeginsAnew: whatever put it there, it does not stay.
func TestAStateThatIsNoNumberBeginsAnew(t *testing.T) {
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	f := func(spoil func(*State)) {
		t.Helper()
		var s State
		in := Input{Target: 2000, Up: 5000, Down: 5000, Total: energy.Estimate{Mean: 2000, Provenance: energy.Measured}}
		step := func(i int) (out Output) {
			s, out = Step(s, in, noon.Add(time.Duration(i)*time.Second))
			return out
		}
		for i := range 10 {
			step(i)
		}
		spoil(&s)
		require.False(t, s.finite())
		require.InDelta(t, 0.4, step(10).Level, 0.05)
		require.True(t, s.finite())
	}
	f(func(s *State) { s.asked = energy.Watts(math.NaN()) })
	f(func(s *State) { s.correction = energy.Watts(math.Inf(1)) })
	f(func(s *State) { s.trend.xx = math.Inf(1) })
	f(func(s *State) { s.now[wanted] = math.NaN() })
	f(func(s *State) { s.trace.rows[3][meant] = math.NaN() })
	f(func(s *State) { s.witness.bank[2][3].zy = math.NaN() })
	f(func(s *State) { s.witness.answer.Gain = math.NaN() })
}
