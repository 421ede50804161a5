package dispatch_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// loop runs Step each second against a plant of which only a part follows, and
// whose power is seen three seconds late.
type loop struct {
	state     dispatch.State
	now       time.Time
	following float64
	up, down  energy.Watts
	made      []energy.Watts
	out       dispatch.Output
}

func newLoop(following float64) *loop {
	return &loop{now: noon, following: following, up: 100_000, down: 100_000}
}

func (l *loop) run(seconds int, target energy.Watts) energy.Watts {
	for range seconds {
		total := energy.Estimate{Provenance: energy.Measured}
		if n := len(l.made); n >= 3 {
			total.Mean = l.made[n-3]
		}
		l.state, l.out = dispatch.Step(l.state, dispatch.Input{Target: target, Up: l.up, Down: l.down, Total: total}, l.now)
		l.made = append(l.made, l.out.Asked*energy.Watts(l.following))
		l.now = l.now.Add(time.Second)
	}
	return l.made[len(l.made)-1]
}

// TestTheLoopMakesUpForWhatDoesNotFollow: 20 % of the homes take orders and
// ignore them; within 60 s the plant is 2 % from its target.
func TestTheLoopMakesUpForWhatDoesNotFollow(t *testing.T) {
	f := func(following float64, target energy.Watts) {
		t.Helper()
		got := newLoop(following).run(60, target)
		require.InEpsilon(t, float64(target), float64(got), 0.02)
	}
	f(1, 50_000)
	f(0.8, 50_000)
	f(0.8, -50_000)
	f(0.9, 80_000)
}

func TestNoWindUp(t *testing.T) {
	l := newLoop(0.5)
	l.run(3600, 150_000)
	require.Equal(t, 1.0, l.out.Level)
	require.InDelta(t, 50_000, float64(l.out.Short), 1e-6)
	l.run(60, 20_000)
	require.InEpsilon(t, 20_000, float64(l.made[len(l.made)-1]), 0.02, "an hour past capacity leaves nothing to unwind")
}

func TestNothingSeenIsNotAnError(t *testing.T) {
	var s dispatch.State
	for i := range 60 {
		s, _ = dispatch.Step(s, dispatch.Input{Target: 1000, Up: 5000, Down: 5000}, noon.Add(time.Duration(i)*time.Second))
	}
	require.Zero(t, s.Correction())
}

func TestStepStaysInsideTheCapacity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s dispatch.State
		var out dispatch.Output
		now := noon
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(-1000, 60_000).Draw(t, "ms")) * time.Millisecond)
			in := dispatch.Input{
				Target: energy.Watts(rapid.Float64Range(-1e6, 1e6).Draw(t, "target")),
				Up:     energy.Watts(rapid.Float64Range(0, 1e5).Draw(t, "up")), Down: energy.Watts(rapid.Float64Range(0, 1e5).Draw(t, "down")),
				Total: energy.Estimate{Mean: energy.Watts(rapid.Float64Range(-1e6, 1e6).Draw(t, "mean")), Provenance: energy.Modelled},
			}
			s, out = dispatch.Step(s, in, now)
			require.True(t, out.Level >= -1 && out.Level <= 1, "level %v", out.Level)
			require.True(t, out.Asked >= -in.Down && out.Asked <= in.Up)
			require.True(t, s.Correction() >= -in.Down/2 && s.Correction() <= in.Up/2)
		}
	})
}
