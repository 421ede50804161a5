package programme_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// lanesOf returns the calls that each lane's homes give power to, and how many homes.
func lanesOf(o programme.Outcome) map[energy.PlantID]map[programme.CallID]energy.Watts {
	all := map[energy.PlantID]map[programme.CallID]energy.Watts{}
	for i := range o.Targets {
		t := &o.Targets[i]
		all[t.Plant()] = map[programme.CallID]energy.Watts{}
		for _, s := range t.Slices {
			all[t.Plant()][s.Call] = s.Power
		}
	}
	return all
}

// apart has two programmes, each with homes of its own: the first 6 and the last 4.
func apart(t *testing.T) *world {
	t.Helper()
	w := newWorld(t, 10)
	one, two := event("one"), event("two")
	one.Primacy = 5
	require.NoError(t, w.desk.Define(one, "anna", w.now))
	require.NoError(t, w.desk.Define(two, "anna", w.now))
	for site := range w.facts.Homes {
		p := programme.ID("one")
		if site >= "home-006" {
			p = "two"
		}
		n := programme.Enrolment{Programme: p, Site: site, From: monday.Add(-time.Hour), Power: 5 * kW}
		require.NoError(t, w.desk.Enrol([]programme.Enrolment{n}, "anna", w.now))
	}
	return w
}

// TestWhatACallIsGivenComesFromTheHomesItHasClaimed: two calls at one node have
// each a target of their own, of their own homes, and each keeps its name as long as it
// has any.
func TestWhatACallIsGivenComesFromTheHomesItHasClaimed(t *testing.T) {
	w := apart(t)
	w.propose(w.request("b", "two", 12*kW, 0))
	o := w.run(2 * time.Second)
	require.Equal(t, map[energy.PlantID]map[programme.CallID]energy.Watts{"city": {"b": 12 * kW}}, lanesOf(o))
	w.propose(w.request("a", "one", 24*kW, 0))
	o = w.run(2 * time.Second)
	require.Len(t, o.Targets, 2)
	require.Equal(t, "city", string(o.Targets[0].Plant()))
	require.Len(t, o.Targets[0].Parts, 4)
	require.InDelta(t, 12_000, float64(o.Targets[0].Power), 1e-6, "it goes on under the name it has")
	require.Equal(t, "city--1", string(o.Targets[1].Plant()))
	require.Len(t, o.Targets[1].Parts, 6)
	require.InDelta(t, 24_000, float64(o.Targets[1].Power), 1e-6)
	for i := range o.Targets {
		for _, p := range o.Targets[i].Parts {
			require.Equal(t, i == 0, p.Site >= "home-006")
		}
	}
	require.NoError(t, w.desk.Stop("b", "anna", "enough", w.now))
	o = w.run(time.Second)
	require.Len(t, o.Targets, 2)
	require.Empty(t, o.Targets[0].Parts)
	require.Zero(t, o.Targets[0].Power, "the node is the call's, and its own lane stands at nothing")
	require.Equal(t, "city--1", string(o.Targets[1].Plant()))
	require.InDelta(t, 24_000, float64(o.Targets[1].Power), 1e-6)
}

// TestHomesThatTwoCallsHaveAreOneLaneAndStayWhereTheyAre when the second comes and when
// the first goes.
func TestHomesThatTwoCallsHaveAreOneLaneAndStayWhereTheyAre(t *testing.T) {
	w := newWorld(t, 10)
	first, second := event("first"), event("second")
	w.define(first, second)
	w.propose(w.request("a", "first", 20*kW, 0))
	w.run(2 * time.Second)
	w.propose(w.request("b", "second", 10*kW, 0))
	o := w.run(2 * time.Second)
	require.Equal(t, []programme.Slice{{Call: "a", Power: 20 * kW}, {Call: "b", Power: 10 * kW}}, o.Targets[0].Slices)
	require.Len(t, o.Targets, 1)
	require.NoError(t, w.desk.Stop("a", "anna", "enough", w.now))
	require.Equal(t, map[energy.PlantID]map[programme.CallID]energy.Watts{"city": {"b": 10 * kW}}, lanesOf(w.run(time.Second)))
}

// TestHomesThatComeBackAfterARestartAreTakenWhereTheyAre: not all are heard at once, and
// what those give that are heard later is no ramp from nothing.
func TestHomesThatComeBackAfterARestartAreTakenWhereTheyAre(t *testing.T) {
	w := newWorld(t, 10)
	p := event("evening")
	p.Rules.Rise = 100
	w.define(p)
	w.propose(w.request("c", "evening", 40*kW, 0))
	w.run(100 * time.Second)
	w.restart()
	for _, h := range w.facts.Homes {
		h.Ready, h.Given = false, 990
	}
	w.tick(time.Second)
	for n, site := range []energy.SiteID{"home-000", "home-001", "home-002", "home-003"} {
		w.facts.Homes[site].Ready = true
		at, _ := power(w.tick(time.Second), "city")
		require.InDelta(t, float64(990*(n+1)+100*(n+1)), float64(at), 1)
	}
	for range 3 {
		was, _ := power(w.tick(time.Second), "city")
		is, _ := power(w.tick(time.Second), "city")
		require.InDelta(t, 100, float64(is-was), 1, "what a home gives counts once")
	}
}
