package programme_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestFault102_ACapThatCannotBeReadLetsNothingMove: fails closed, for what runs and
// for what is asked.
func TestFault102_ACapThatCannotBeReadLetsNothingMove(t *testing.T) {
	f := func(change func(w *world), want programme.Reason) {
		t.Helper()
		w := newWorld(t, 10)
		w.define(event("evening"))
		w.propose(w.request("c", "evening", 40*kW, 0))
		require.InDelta(t, 40_000, float64(w.run(5 * time.Second).Targets[0].Power), 1e-3)
		w.now = w.now.Add(time.Second)
		w.caps()
		change(w)
		o, err := w.desk.Tick(&w.facts, w.now)
		require.NoError(t, err)
		require.Equal(t, want, why(o, "c", "home-000"))
		require.Len(t, o.Targets[0].Parts, 5, "the south goes on")
		require.InDelta(t, 0, float64(o.Regions[0].Power-o.Targets[0].Power), 1e-9)
		plan := w.desk.DryRun(w.request("d", "evening", 1*kW, 3*time.Hour), "anna", &w.facts, w.now)
		for _, l := range plan.LeftOut {
			if l.Site == "home-000" {
				require.Equal(t, want, l.Why)
			}
		}
	}
	f(func(w *world) { delete(w.facts.Caps, "north") }, programme.UnreadableCap)
	f(func(w *world) { w.facts.Caps["north"] = programme.Cap{Most: -1, Rate: 1, Read: w.now} }, programme.UnreadableCap)
	f(func(w *world) {
		c := w.facts.Caps["north"]
		c.Read = w.now.Add(-time.Minute - time.Millisecond)
		w.facts.Caps["north"] = c
	}, programme.UnreadableCap)
	f(func(w *world) {
		for _, h := range w.facts.Homes {
			if h.Region == "north" {
				h.Region = ""
			}
		}
	}, programme.UnknownRegion)
}

// TestTheRateOfARegionHoldsFromBeginningToEnd, and the others do not wait for it.
func TestTheRateOfARegionHoldsFromBeginningToEnd(t *testing.T) {
	w := newWorld(t, 10)
	w.define(event("evening"))
	r := w.request("c", "evening", 40*kW, 0)
	r.End = w.now.Add(10 * time.Minute)
	w.propose(r)
	slow := programme.Cap{Most: 1 * MW, Rate: energy.WattsPerSecond(6 * kW / 60)}
	was, most := energy.Watts(0), energy.Watts(0)
	for range 11 * 60 {
		w.now = w.now.Add(time.Second)
		w.caps()
		slow.Read = w.now
		w.facts.Caps["north"] = slow
		o, err := w.desk.Tick(&w.facts, w.now)
		require.NoError(t, err)
		var north energy.Watts
		for _, m := range o.Regions {
			if m.Region == "north" {
				north = m.Power
			}
		}
		require.LessOrEqual(t, float64((north - was).Abs()), 100+1e-6)
		was, most = north, max(most, north)
	}
	require.InDelta(t, 20_000, float64(most), 1)
	require.Zero(t, was)
}

// TestARestartGoesOnFromWhatTheHomesGive and does not begin from nothing.
func TestARestartGoesOnFromWhatTheHomesGive(t *testing.T) {
	w := newWorld(t, 10)
	p := event("evening")
	p.Rules.Rise = 100
	w.define(p)
	w.propose(w.request("c", "evening", 40*kW, 0))
	o := w.run(100 * time.Second)
	require.InDelta(t, 9900, float64(o.Targets[0].Power), 200)
	w.restart()
	for _, h := range w.facts.Homes {
		h.Given = o.Targets[0].Power / 10
	}
	require.InDelta(t, float64(o.Targets[0].Power), float64(w.tick(5 * time.Second).Targets[0].Power), 1e-6)
	require.InDelta(t, float64(o.Targets[0].Power)+100, float64(w.tick(time.Second).Targets[0].Power), 1e-6)
}

func TestRegulation_FollowsTheSignalAndGoesToNothingWithoutIt(t *testing.T) {
	w := newWorld(t, 10)
	for _, p := range programme.Builtin() {
		if p.ID == "pjm-regulation" {
			w.define(p)
		}
	}
	for _, h := range w.facts.Homes {
		h.Stored = 5000
	}
	r := w.request("c", "pjm-regulation", 30*kW, 0)
	r.Down = 20 * kW
	w.propose(r)
	f := func(level float64, want energy.Watts) {
		t.Helper()
		w.facts.Levels["pjm-regulation"] = programme.Level{Value: level, At: w.now.Add(time.Second)}
		o := w.tick(time.Second)
		require.InDelta(t, float64(want), float64(o.Targets[0].Power), 1e-6)
		require.InDelta(t, 30_000, float64(o.Targets[0].Capacity), 1e-6)
	}
	w.tick(time.Second)
	f(0, 0)
	f(1, 30*kW)
	f(-1, -20*kW)
	f(0.5, 15*kW)
	f(7, 30*kW)
	o := w.tick(12 * time.Second)
	require.Equal(t, programme.NoSignal, o.Calls[0].Bounds[0])
	require.Empty(t, out(o))
	o = w.tick(time.Second)
	require.Empty(t, o.Targets)
}

// TestRow45_PeakShavingGivesWhatIsAboveTheLimit of the node's import, by its meter
// with the batteries taken out.
func TestRow45_PeakShavingGivesWhatIsAboveTheLimit(t *testing.T) {
	w := newWorld(t, 10)
	p := event("peak")
	p.Kind, p.Rules.Import = programme.Shaving, 100*kW
	w.define(p)
	w.propose(w.request("c", "peak", 40*kW, 0))
	f := func(net, battery, want energy.Watts) {
		t.Helper()
		w.facts.Flows["city"] = programme.Flow{Net: net, Battery: battery, At: w.now.Add(time.Second)}
		require.InDelta(t, float64(want), float64(w.tick(time.Second).Targets[0].Power), 1e-6)
	}
	w.facts.Flows["city"] = programme.Flow{Net: -90 * kW, At: w.now}
	w.tick(time.Second)
	f(-90*kW, 0, 0)
	f(-120*kW, 0, 20*kW)
	f(-100*kW, 20*kW, 20*kW)
	f(-110*kW, 20*kW, 30*kW)
	f(-170*kW, 20*kW, 40*kW)
	f(20*kW, 40*kW, 0)
	o := w.tick(11 * time.Second)
	require.Equal(t, programme.NoReading, o.Calls[0].Bounds[0])
}

// TestDroop_IsArmedAndHasNoTarget: homes answer by themselves.
func TestDroop_IsArmedAndHasNoTarget(t *testing.T) {
	w := newWorld(t, 10)
	for _, p := range programme.Builtin() {
		if p.ID == "dynamic-containment" {
			w.define(p)
		}
	}
	r := w.request("c", "dynamic-containment", 30*kW, 0)
	w.propose(r)
	o := w.run(2 * time.Second)
	require.Empty(t, o.Targets)
	require.Len(t, o.Arms, 1)
	require.InDelta(t, 33_000, float64(o.Arms[0].Up), 1e-6, "with the margin")
	require.Equal(t, energy.Hertz(50), o.Arms[0].Nominal)
	require.Len(t, o.Arms[0].Parts, 10)
	require.Equal(t, r.End, o.Arms[0].Until, "the cloud may be away by then")
}

// TestAfterACall_HomesAreLetGoBelowTheRebound, in the same order over a restart.
func TestAfterACall_HomesAreLetGoBelowTheRebound(t *testing.T) {
	w := newWorld(t, 40)
	w.config.Rebound = 50 * kW
	w.restart()
	w.define(event("evening"))
	w.propose(w.request("c", "evening", 100*kW, 0)) // 2.5 kW each, and 5 kW of charging: 6 homes a minute
	w.run(2 * time.Second)
	w.now = monday.Add(2*time.Hour - 2*time.Second)
	w.run(4 * time.Second)
	require.Equal(t, programme.Ended, w.stage("c"))
	held := func(o programme.Outcome) map[energy.SiteID]bool {
		sites := map[energy.SiteID]bool{}
		for _, target := range o.Targets {
			for _, p := range target.Parts {
				require.Equal(t, programme.Part{Site: p.Site}, p)
				sites[p.Site] = true
			}
		}
		return sites
	}
	var gone []time.Time
	was := held(w.run(time.Second))
	for range 8 * 60 {
		is := held(w.tick(time.Second))
		for site := range was {
			if !is[site] {
				gone = append(gone, w.now)
			}
		}
		was = is
		if len(gone) == 20 {
			w.restart()
		}
	}
	require.Empty(t, was)
	for i, at := range gone {
		n := 0
		for _, other := range gone[i:] {
			if other.Before(at.Add(time.Minute)) {
				n++
			}
		}
		require.LessOrEqual(t, n, 6)
	}
	require.Greater(t, len(gone), 30)
}

// TestAfterABlackout_HomesComeBackOneAfterTheOther.
func TestAfterABlackout_HomesComeBackOneAfterTheOther(t *testing.T) {
	w := newWorld(t, 40)
	w.config.Rebound = 50 * kW
	w.restart()
	w.define(event("evening"))
	w.propose(w.request("c", "evening", 100*kW, 0))
	w.run(5 * time.Second)
	w.facts.Outages["north"] = programme.Outage{Began: w.now}
	o := w.tick(time.Second)
	require.Equal(t, programme.InOutage, why(o, "c", "home-000"))
	require.Len(t, o.Targets[0].Parts, 20)
	w.facts.Outages["north"] = programme.Outage{Began: w.now, Restored: w.now.Add(time.Second)}
	require.Len(t, w.tick(time.Second).Targets[0].Parts, 25, "10 kW each, from charging to discharging: 5 homes a minute")
	require.Len(t, w.run(59 * time.Second).Targets[0].Parts, 25)
	require.Len(t, w.run(time.Second).Targets[0].Parts, 30)
	w.restart()
	require.Len(t, w.run(2 * time.Minute).Targets[0].Parts, 40)
	w.run(20 * time.Second)
	require.InDelta(t, 100_000, float64(w.tick(time.Second).Targets[0].Power), 1e-3)
}

// TestAHomeThatMovedAwayIsLetGo: it hears the signal of another node now.
func TestAHomeThatMovedAwayIsLetGo(t *testing.T) {
	w := newWorld(t, 4)
	w.define(event("a"))
	w.propose(w.request("first", "a", 8*kW, 0))
	w.run(2 * time.Second)
	w.facts.Homes["home-001"].Nodes = []programme.Node{"village"}
	out := w.tick(time.Second)
	require.Equal(t, programme.NotEligible, why(out, "first", "home-001"))
	require.Len(t, out.Targets[0].Parts, 3)
}
