package programme_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func TestATickNeedsToKnowOnlyOfWhomItMoves(t *testing.T) {
	w := newWorld(t, 4)
	w.config.Rebound = 6 * kW
	w.restart()
	w.define(event("a"))
	needs := func(sites, nodes int) {
		t.Helper()
		n := w.desk.Needs(w.now)
		require.Len(t, n.Sites, sites)
		require.Len(t, n.Nodes, nodes)
	}
	needs(0, 0)
	w.propose(w.request("first", "a", 10*kW, time.Hour))
	needs(0, 0)
	w.now = w.now.Add(time.Hour)
	needs(4, 1)
	w.run(2 * time.Second)
	needs(4, 1)
	w.now = w.now.Add(2 * time.Hour)
	w.tick(0)
	require.Equal(t, programme.Ended, w.stage("first"))
	needs(4, 1)
	w.restart()
	needs(4, 1)
	w.run(5 * time.Minute)
	needs(0, 0) // all are back
	w.propose(w.request("second", "a", 10*kW, 0))
	w.run(2 * time.Second)
	require.NoError(t, w.desk.Stop("second", "bert", "", w.now))
	needs(0, 0)
}

func TestFault102_ARegionThatLacksALimitHasNoCap(t *testing.T) {
	in, out, ramp := 3*kW, 2*kW, energy.WattsPerSecond(10)
	c, ok := programme.Limits{Import: &in, Export: &out, Ramp: &ramp}.Cap(monday)
	require.True(t, ok)
	require.Equal(t, programme.Cap{Most: 2 * kW, Rate: 10, Read: monday}, c)
	for _, l := range []programme.Limits{{}, {Export: &out, Ramp: &ramp}, {Import: &in, Ramp: &ramp}, {Import: &in, Export: &out}} {
		_, ok := l.Cap(monday)
		require.False(t, ok)
	}
}

func TestARegionIsDarkWhereItsHomesSayItAndNotForALinkThatFails(t *testing.T) {
	var b programme.Blackouts
	now := monday
	f := func(after time.Duration, h programme.Hearing, dark, back bool) {
		t.Helper()
		now = now.Add(after)
		b = b.Next(map[programme.Region]programme.Hearing{"north": h}, now)
		o, known := b.Outages()["north"]
		require.Equal(t, dark || back, known)
		require.Equal(t, back, !o.Restored.IsZero())
	}
	f(0, programme.Hearing{}, false, false) // nobody was ever heard
	f(time.Hour, programme.Hearing{}, false, false)
	f(0, programme.Hearing{Homes: 10, Heard: 10, Islanded: 4}, false, false)
	f(time.Second, programme.Hearing{Homes: 10}, false, false)
	f(time.Minute, programme.Hearing{Homes: 10}, false, false)
	f(time.Second, programme.Hearing{Homes: 10, Heard: 3}, false, false) // the link is back
	f(time.Second, programme.Hearing{Homes: 10, Heard: 4, Islanded: 2}, true, false)
	f(time.Second, programme.Hearing{Homes: 10}, true, false)
	f(time.Hour, programme.Hearing{Homes: 10, Heard: 1}, false, true)
	f(time.Second, programme.Hearing{Homes: 10}, false, true)
	f(programme.Silence, programme.Hearing{Homes: 10}, true, false)
	f(time.Second, programme.Hearing{Homes: 10, Heard: 9, Islanded: 1}, false, true)
	f(25*time.Hour, programme.Hearing{Homes: 10, Heard: 9}, false, false)
	require.NotPanics(t, func() { b.Next(nil, now) })
}

func TestWhoIsAskedNoMoreIsFreedWhereTheSignalGoesOn(t *testing.T) {
	at := func(node programme.Node, sites ...energy.SiteID) programme.Target {
		t := programme.Target{Node: node}
		for _, s := range sites {
			t.Parts = append(t.Parts, programme.Part{Site: s})
		}
		return t
	}
	before := programme.Outcome{Targets: []programme.Target{at("a", "1", "2", "3"), at("b", "4")}}
	after := programme.Outcome{Targets: []programme.Target{at("a", "2"), at("c", "3")}}
	require.Equal(t, []programme.Freed{{Site: "1", Plant: "a"}}, after.Freed(&before))
	require.Empty(t, (&programme.Outcome{}).Freed(&before))
	require.Empty(t, before.Freed(&before))
}

func TestATargetStandsUntilItChangesOrIsAboutToEnd(t *testing.T) {
	old := programme.Target{Power: kW, Capacity: kW, Until: monday.Add(30 * time.Second)}
	f := func(want bool, after time.Duration, change func(*programme.Target)) {
		t.Helper()
		now := monday.Add(after)
		next := old
		next.Until = now.Add(30 * time.Second)
		change(&next)
		require.Equal(t, want, next.Stands(&old, 30*time.Second, now))
	}
	f(true, time.Second, func(*programme.Target) {})
	f(true, 14*time.Second, func(*programme.Target) {})
	f(false, 15*time.Second, func(*programme.Target) {})
	f(false, time.Second, func(t *programme.Target) { t.Power++ })
	f(false, time.Second, func(t *programme.Target) { t.Capacity++ })
	f(false, time.Second, func(t *programme.Target) { t.Until = monday.Add(20 * time.Second) }) // its call ends
}
