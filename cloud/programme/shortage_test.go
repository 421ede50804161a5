package programme_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestAHomeThatHasLessThanWasClaimed serves the stronger call first, and no kW and
// no kWh twice.
func TestAHomeThatHasLessThanWasClaimed(t *testing.T) {
	w := newWorld(t, 1)
	strong := event("strong")
	strong.Primacy = 1
	w.define(strong, event("weak"))
	w.propose(w.request("s", "strong", 2*kW, 0))
	w.propose(w.request("w", "weak", 2*kW, 0))
	f := func(up energy.Watts, stored energy.WattHours, strong, weak energy.Watts) {
		t.Helper()
		w.facts.Homes["home-000"].Up, w.facts.Homes["home-000"].Stored = up, stored
		o := w.tick(time.Second)
		got := map[programme.CallID]energy.Watts{}
		for _, s := range o.Targets[0].Slices {
			got[s.Call] = s.Power
		}
		require.InDelta(t, float64(strong), float64(got["s"]), 10)
		require.InDelta(t, float64(weak), float64(got["w"]), 10)
		require.InDelta(t, float64(strong+weak), float64(o.Targets[0].Parts[0].Up), 10)
	}
	w.run(3 * time.Second)
	f(5*kW, 10_000, 2*kW, 2*kW)
	f(3*kW, 10_000, 2*kW, 1*kW)
	f(1*kW, 10_000, 1*kW, 0)
	f(5*kW, 6000, 2*kW, 1*kW)
	f(5*kW, 4000, 2*kW, 0)
	f(5*kW, 2000, 1*kW, 0)
}

// TestTheStrongestOfThreeIsPaidByTheWeakest, and the one between keeps what is left.
func TestTheStrongestOfThreeIsPaidByTheWeakest(t *testing.T) {
	w := newWorld(t, 1)
	strong, other, middle := event("strong"), event("other"), event("middle")
	strong.Primacy, other.Primacy, middle.Primacy = 1, 2, 5
	w.define(strong, other, middle, event("weak"))
	short := func(id programme.CallID, p programme.ID, up energy.Watts) programme.Request {
		r := w.request(id, p, up, 0)
		r.End = r.Start.Add(time.Hour)
		return r
	}
	w.propose(short("w", "weak", 2*kW))
	w.propose(short("m", "middle", 3*kW))
	plan := w.propose(short("s", "strong", 4*kW))
	lost := map[programme.CallID]float64{}
	for _, c := range plan.Cuts {
		lost[c.Call] = float64(c.Up)
	}
	require.InDelta(t, 2000, lost["m"], 1e-6)
	require.InDelta(t, 2000, lost["w"], 1e-6, "what the one between gave up is the strongest's, not the weakest's")
	plan = w.propose(short("o", "other", 1*kW))
	require.Len(t, plan.Cuts, 1)
	require.InDelta(t, 1000, float64(plan.Cuts[0].Up), 1e-6)
}

// TestCallsThatEndTogether let their homes go one call after the other.
func TestCallsThatEndTogether(t *testing.T) {
	w := newWorld(t, 20)
	w.config.Rebound = 50 * kW
	w.restart()
	w.define(event("a"), event("b"))
	for site, h := range w.facts.Homes {
		h.Nodes = []programme.Node{"city"}
		if site >= "home-010" {
			h.Nodes = []programme.Node{"feeder"}
		}
	}
	r := w.request("1", "a", 10*kW, 0)
	s := w.request("2", "b", 10*kW, 0)
	s.Node = "feeder"
	w.propose(r)
	w.propose(s)
	w.run(3 * time.Second)
	w.now = monday.Add(2*time.Hour - time.Second)
	w.run(6 * time.Second)
	held := func(o programme.Outcome) (n int) {
		for _, target := range o.Targets {
			n += len(target.Parts)
		}
		return n
	}
	was := held(w.tick(time.Second))
	require.Equal(t, 12, was, "of twenty, eight are gone")
	var gone []time.Time
	for range 6 * 60 {
		is := held(w.tick(time.Second))
		for range was - is {
			gone = append(gone, w.now)
		}
		was = is
	}
	require.Zero(t, was)
	require.NotEmpty(t, gone)
	for i, at := range gone {
		n := 0
		for _, other := range gone[i:] {
			if other.Before(at.Add(time.Minute)) {
				n++
			}
		}
		require.LessOrEqual(t, n, 8, "6 kW each")
	}
}
