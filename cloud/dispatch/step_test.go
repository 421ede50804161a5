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

// TestAStepIsMadeInsideTheDeadTimeAndAMoment is the story of one step: more is
// asked than wanted, the homes arrive together, and nothing overshoots by much.
func TestAStepIsMadeInsideTheDeadTimeAndAMoment(t *testing.T) {
	s := newStreet(200, measuredSpeed, 1, 1)
	c := closedLoop()
	s.follow(30*time.Second, func(time.Duration) energy.Watts { return 0 }, c, func(_, truth energy.Watts) { require.Zero(t, truth) })
	const step = 200_000
	var made []energy.Watts
	s.follow(30*time.Second, func(time.Duration) energy.Watts { return step }, c, func(_, truth energy.Watts) { made = append(made, truth) })
	require.Greater(t, made[4], energy.Watts(0.85*step), "4 s after: dead time 1.6 s, lag 2.1 s")
	for i, power := range made {
		require.Less(t, power, energy.Watts(1.1*step), "second %d", i)
		if i > 15 {
			require.InEpsilon(t, step, float64(power), 0.02, "second %d", i)
		}
	}
}

// TestAPlantInMotionIsTakenFromWhereItIs: homes that charged from their roofs
// are under way to their own mode's power when the first target comes.
func TestAPlantInMotionIsTakenFromWhereItIs(t *testing.T) {
	s := newStreet(200, measuredSpeed, 1, 1)
	for i := range s.houses {
		h := &s.houses[i]
		h.now, h.aim, h.seen = -1000, -1000, message{at: s.now, power: -1000}
	}
	c, second := closedLoop(), 0
	s.follow(30*time.Second, func(time.Duration) energy.Watts { return -100_000 }, c, func(_, truth energy.Watts) {
		if second++; second > 6 {
			require.InEpsilon(t, -100_000, float64(truth), 0.1, "second %d", second)
		}
	})
}

// TestAtRestNothingIsAsked: no target and no power make no level, whatever the
// times and capacities.
func TestAtRestNothingIsAsked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s dispatch.State
		var out dispatch.Output
		now := noon
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 3000).Draw(t, "ms")) * time.Millisecond)
			in := dispatch.Input{Up: 1e5, Down: energy.Watts(rapid.Float64Range(0, 1e5).Draw(t, "down")), Total: energy.Estimate{Provenance: energy.Measured}}
			s, out = dispatch.Step(s, in, now)
			require.Zero(t, out.Level)
			require.Zero(t, s.Correction())
		}
	})
}

// TestStepIsPure: the same state, input and time give the same answer, and the
// state that was given is as it was.
func TestStepIsPure(t *testing.T) {
	in := dispatch.Input{Target: 1000, Up: 5000, Down: 5000, Total: energy.Estimate{Mean: 300, Provenance: energy.Measured}}
	var s dispatch.State
	for i := range 30 {
		now := noon.Add(time.Duration(i) * time.Second)
		was := s
		one, a := dispatch.Step(s, in, now)
		two, b := dispatch.Step(s, in, now)
		require.Equal(t, was, s)
		require.Equal(t, one, two)
		require.Equal(t, a, b)
		s = one
	}
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
