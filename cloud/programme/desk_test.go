package programme_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/programme"
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
	require.ErrorContains(t, w.desk.Define(event("a"), "", w.now), "log in")
}
