package estimate_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestWhatIsToldByChangesHoldsUntilTheHeartbeat follows a home that leaves out changes
// of up to 300 W, beside one that tells everything and fell silent.
func TestWhatIsToldByChangesHoldsUntilTheHeartbeat(t *testing.T) {
	f, _, homes := street(2)
	at := midnight.Add(10 * time.Hour)
	r := report(at, -1500, 0, 0.5)
	f.Tell(homes[1], r)
	r.Deadband = energy.Deadband{Heartbeat: time.Minute, Power: 300}
	f.Tell(homes[0], r)
	g := func(home estimate.Slot, age time.Duration) (estimate.Power, estimate.State) {
		t.Helper()
		f.Pass(at.Add(age))
		one, ok := f.One(home, at.Add(age))
		require.True(t, ok)
		return one.Powers[estimate.Load], one.State
	}
	soon, _ := g(homes[0], time.Second)
	require.InDelta(t, 300*300/3, soon.Variance, 0.2*300*300/3+500)
	held, state := g(homes[0], 55*time.Second)
	require.Equal(t, soon.Variance, held.Variance)
	require.Equal(t, soon.Mean, held.Mean)
	require.Equal(t, estimate.Ready, state)
	_, state = g(homes[1], 55*time.Second)
	require.Equal(t, estimate.Guessed, state)
	late, state := g(homes[0], 70*time.Second)
	require.Greater(t, late.Variance, held.Variance+5000, "its heartbeat is missing")
	require.Equal(t, estimate.Guessed, state)
}

func TestALostLinkHoldsNothing(t *testing.T) {
	f, node, homes := street(1)
	at := midnight.Add(10 * time.Hour)
	r := report(at, -1500, 0, 0.5)
	r.Deadband = energy.Deadband{Heartbeat: time.Minute, Power: 100}
	f.Tell(homes[0], r)
	now := at.Add(40 * time.Second)
	f.Pass(now)
	held := f.Total(node)
	f.Lose(homes[0])
	f.Pass(now)
	lost := f.Total(node)
	require.Positive(t, held.Up[estimate.Quarter].Mean)
	require.Zero(t, lost.Up[estimate.Quarter].Mean)
	require.Greater(t, lost.Powers[estimate.Load].Variance, held.Powers[estimate.Load].Variance)
}
