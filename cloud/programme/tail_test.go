package programme_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// overslept is a world in which ticks were away when a call of 40 kW ended: it is
// still on its way to nothing, by at most 100 W a second in each region.
func overslept(t *testing.T) (*world, func() programme.Outcome) {
	w := newWorld(t, 10)
	w.define(event("evening"), event("other"))
	for _, h := range w.facts.Homes {
		h.Nodes = []programme.Node{"city", "feeder"}
	}
	r := w.request("c", "evening", 40*kW, 0)
	r.End = w.now.Add(time.Hour)
	w.propose(r)
	w.run(10 * time.Second)
	w.now = monday.Add(time.Hour)
	w.caps()
	tick := func() programme.Outcome {
		w.now = w.now.Add(time.Second)
		w.facts.Caps = map[programme.Region]programme.Cap{"north": {Most: 1 * MW, Rate: 100, Read: w.now}, "south": {Most: 1 * MW, Rate: 100, Read: w.now}}
		o, err := w.desk.Tick(&w.facts, w.now)
		require.NoError(t, err)
		return o
	}
	return w, tick
}

// TestACallThatEndedUnseen goes to nothing at the regions' rates, never below an
// owner's reserve, and a stop ends that too.
func TestACallThatEndedUnseen(t *testing.T) {
	w, tick := overslept(t)
	require.InDelta(t, 39_000, float64(tick().Targets[0].Power), 1e-6, "five seconds' worth, for as long as a tick counts")
	require.Equal(t, programme.Ended, w.stage("c"))
	require.InDelta(t, 38_800, float64(tick().Targets[0].Power), 1e-6)
	w.facts.Homes["home-000"].Stored = 0
	o := tick()
	require.Equal(t, programme.AtReserve, why(o, "c", "home-000"))
	require.NoError(t, w.desk.Score("c", programme.Result{Score: 1}, "market", w.now))
	require.NotEmpty(t, tick().Targets)
	require.NoError(t, w.desk.Stop("c", "bert", "", w.now))
	require.Empty(t, tick().Targets)
	w.restart()
	require.Empty(t, tick().Targets)
	require.Equal(t, programme.Scored, w.stage("c"))
}

// TestACallThatEndedDoesNotBeginAgain on a clock that is set back.
func TestACallThatEndedDoesNotBeginAgain(t *testing.T) {
	w, tick := overslept(t)
	tick()
	w.now = monday.Add(30 * time.Minute)
	was := tick().Targets[0].Power
	require.InDelta(t, 200, float64(was-tick().Targets[0].Power), 1e-6)
	require.Equal(t, programme.Ended, w.stage("c"))
}

// TestAHomeHoldsOneOrder: while it is on its way for one node another does not get
// it, and is told who has it.
func TestAHomeHoldsOneOrder(t *testing.T) {
	w, tick := overslept(t)
	r := w.request("d", "other", 5*kW, 0)
	r.Node, r.End = "feeder", w.now.Add(30*time.Minute)
	w.propose(r)
	o := tick()
	require.Equal(t, programme.Running, w.stage("d"))
	seen := map[energy.SiteID]bool{}
	for _, target := range o.Targets {
		for _, p := range target.Parts {
			require.False(t, seen[p.Site])
			seen[p.Site] = true
		}
	}
	require.Equal(t, programme.Claimed, why(o, "d", "home-003"))
	for _, c := range o.Calls {
		if c.Call == "d" {
			require.Equal(t, programme.CallID("c"), c.LeftOut[0].Conflict.With)
			require.Equal(t, programme.Command, c.LeftOut[0].Conflict.Resource)
		}
	}
}

// TestAStrongerCallWaitsForWhatAWeakerCannotGiveBackAtOnce where a cap has shrunk
// since both were claimed.
func TestAStrongerCallWaitsForWhatAWeakerCannotGiveBackAtOnce(t *testing.T) {
	w := newWorld(t, 10)
	strong := event("strong")
	strong.Primacy = 1
	w.define(strong, event("weak"))
	w.propose(w.request("s", "strong", 20*kW, time.Minute))
	w.propose(w.request("w", "weak", 20*kW, 0))
	w.run(30 * time.Second)
	was := energy.Watts(0)
	for i := range 400 {
		w.now = w.now.Add(time.Second)
		w.caps()
		w.facts.Caps["north"] = programme.Cap{Most: 12 * kW, Rate: 100, Read: w.now}
		o, err := w.desk.Tick(&w.facts, w.now)
		require.NoError(t, err)
		north := o.Regions[0].Power
		if i > 0 {
			require.LessOrEqual(t, float64((north - was).Abs()), 100+1e-6)
		}
		require.LessOrEqual(t, float64(north), 12_000+1e-6)
		was = north
	}
	require.Greater(t, float64(was), 11_900.0)
}
