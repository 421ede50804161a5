package programme_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// TestDesk_ManyAskAtOnce while it ticks.
func TestDesk_ManyAskAtOnce(t *testing.T) {
	w := newWorld(t, 20)
	w.define(event("a"), event("b"), event("c"))
	var all sync.WaitGroup
	for i, p := range []programme.ID{"a", "b", "c"} {
		all.Go(func() {
			id := programme.CallID(fmt.Sprint("call-", i))
			for range 20 {
				_, _ = w.desk.Propose(w.request(id, p, 10*kW, 0), "anna", &w.facts, w.now)
				_ = w.desk.Approve(id, "bert", w.now)
				w.desk.Calls()
				w.desk.Untold(w.now)
				_ = w.desk.OptOut(programme.OptOut{Site: "home-001", Programme: p, From: w.now}, "owner", w.now)
				_ = w.desk.OptIn(p, "home-001", "owner", w.now)
			}
		})
	}
	all.Go(func() {
		for range 50 {
			_, err := w.desk.Tick(&w.facts, w.now)
			assert.NoError(t, err)
		}
	})
	all.Wait()
	require.Len(t, w.desk.Calls(), 3)
	require.NoError(t, w.desk.Halt("bert", "", w.now))
	require.Empty(t, w.tick(time.Second).Targets)
}

func TestNobodyDecidesWithoutAName(t *testing.T) {
	w := newWorld(t, 1)
	require.ErrorContains(t, w.desk.Define(event("a"), "", w.now), "who you are")
}

func TestWhoIsNotOnTheListLetsNothingRunAndMayStopIt(t *testing.T) {
	w := newWorld(t, 1)
	w.config.Persons = []programme.Person{"anna", "bert"}
	w.restart()
	w.define(event("a"))
	require.ErrorContains(t, w.desk.Define(event("b"), "carl", w.now), "carl")
	r := w.request("first", "a", kW, 0)
	_, err := w.desk.Propose(r, "carl", &w.facts, w.now)
	require.Equal(t, fault.Denied, fault.KindOf(err))
	w.propose(r)
	require.Equal(t, fault.Denied, fault.KindOf(w.desk.Approve("first", "carl", w.now)))
	require.NoError(t, w.desk.OptOut(programme.OptOut{Site: "home-000"}, "its owner", w.now))
	require.NoError(t, w.desk.Halt("carl", "fire", w.now))
	require.Equal(t, fault.Denied, fault.KindOf(w.desk.Resume("carl", "", w.now)))
	require.NoError(t, w.desk.Resume("bert", "", w.now))
}

func TestWhatComesAlongIsDefinedOnceAndLeftAsItIs(t *testing.T) {
	w := newWorld(t, 1)
	require.NoError(t, w.desk.DefineMissing(programme.Builtin(), w.now))
	require.Len(t, w.desk.Programmes(), len(programme.Builtin()))
	changed := programme.Builtin()[0]
	changed.Primacy = 77
	require.NoError(t, w.desk.Define(changed, "anna", w.now))
	_, records := w.log.Head()
	require.NoError(t, w.desk.DefineMissing(programme.Builtin(), w.now))
	_, again := w.log.Head()
	require.Equal(t, records, again)
	w.restart()
	for _, p := range w.desk.Programmes() {
		require.Equal(t, p.ID == changed.ID, p.Primacy == 77)
	}
	require.NotContains(t, w.desk.Claimed(), energy.SiteID("home-000"))
	w.define(event("a"))
	w.propose(w.request("first", "a", kW, time.Hour))
	require.Contains(t, w.desk.Claimed(), energy.SiteID("home-000"))
}
