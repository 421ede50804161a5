package dispatch_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestTheAnswerIsFound: by homes that are all alike, once the targets move.
func TestTheAnswerIsFound(t *testing.T) {
	f := func(dead, tau time.Duration, following energy.Ratio) {
		t.Helper()
		s := newStreet(20, speed{dead, dead, 3 * tau, 3 * tau}, following, 1)
		levels := regulation(2, 300)
		var state dispatch.State
		s.follow(10*time.Minute, func(at time.Duration) energy.Watts { return 40_000 * energy.Watts(levels[int(at/(2*time.Second))]) },
			func(in dispatch.Input, now time.Time) (out dispatch.Output) {
				state, out = dispatch.Step(state, in, now)
				return out
			}, func(energy.Watts, energy.Watts) {})
		a := state.Answer()
		t.Logf("dead time %v, lag %v, %.2f follow: %+v", dead, tau, following, a)
		require.InDelta(t, float64(following), a.Gain, 0.06)
		// Half a tick of the gateways and the network are dead time too.
		require.InDelta(t, (dead + tau + 600*time.Millisecond).Seconds(), (a.Dead + a.Lag).Seconds(), 0.8)
	}
	f(time.Second, 2*time.Second, 1)
	f(time.Second, 2*time.Second, 0.8)
	f(600*time.Millisecond, 5*time.Second, 1)
	f(2500*time.Millisecond, 700*time.Millisecond, 0.9)
}

// TestAPlantThatRestsKeepsWhatItLearned and forgets the rest.
func TestAPlantThatRestsKeepsWhatItLearned(t *testing.T) {
	s := newStreet(20, speed{time.Second, time.Second, 15 * time.Second, 15 * time.Second}, 0.8, 1)
	levels := regulation(2, 300)
	var state dispatch.State
	s.follow(10*time.Minute, func(at time.Duration) energy.Watts { return 40_000 * energy.Watts(levels[int(at/(2*time.Second))]) },
		func(in dispatch.Input, now time.Time) (out dispatch.Output) {
			state, out = dispatch.Step(state, in, now)
			return out
		}, func(energy.Watts, energy.Watts) {})
	require.Equal(t, state.Answer(), state.Rest().Answer())
	require.NotEqual(t, dispatch.State{}.Answer(), state.Rest().Answer())
	require.Zero(t, state.Rest().Correction())
}
