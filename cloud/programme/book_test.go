package programme_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/programme"
)

// TestAConflictIsNamed: who, when, which device, and what of it.
func TestAConflictIsNamed(t *testing.T) {
	f := func(change func(w *world, r *programme.Request), want programme.Resource, left float64) {
		t.Helper()
		w := newWorld(t, 1)
		w.define(event("a"), event("b"))
		w.propose(w.request("first", "a", 3*kW, time.Hour))
		r := w.request("second", "b", 4*kW, 2*time.Hour)
		r.Least = 0
		change(w, &r)
		plan := w.desk.DryRun(r, "bert", &w.facts, w.now)
		require.Len(t, plan.LeftOut, 1)
		require.Equal(t, programme.Claimed, plan.LeftOut[0].Why)
		require.Equal(t, &programme.Conflict{
			Site: "home-000", Battery: "battery-1", With: "first", Of: "a",
			Start: monday.Add(time.Hour), End: monday.Add(3 * time.Hour), Resource: want,
		}, plan.LeftOut[0].Conflict)
		require.InDelta(t, left, float64(plan.Up+plan.Down), 1e-3)
	}
	f(func(w *world, r *programme.Request) {}, programme.PowerUp, 2000)
	f(func(w *world, r *programme.Request) { r.End = r.Start.Add(4 * time.Hour) }, programme.EnergyUp, 1000)
	f(func(w *world, r *programme.Request) { r.Start, r.End = r.Start.Add(time.Hour), r.End.Add(time.Hour) }, programme.EnergyUp, 2000)
	f(func(w *world, r *programme.Request) { r.Up, r.Down = 0, 1*kW }, programme.Direction, 0)
	f(func(w *world, r *programme.Request) {
		w.facts.Homes["home-000"].Nodes = []programme.Node{"city", "feeder"}
		r.Node = "feeder"
	}, programme.Command, 0)
}

// TestAKWhIsFreeAgainOnceItIsBack: by what can be counted on, and not before.
func TestAKWhIsFreeAgainOnceItIsBack(t *testing.T) {
	w := newWorld(t, 1)
	w.define(event("a"))
	w.propose(w.request("first", "a", 5*kW, 0))
	r := w.request("second", "a", 5*kW, 12*time.Hour)
	require.NotEmpty(t, w.desk.DryRun(r, "anna", &w.facts, w.now).Refused)
	w.facts.Homes["home-000"].Refill = 999
	require.NotEmpty(t, w.desk.DryRun(r, "anna", &w.facts, w.now).Refused)
	w.facts.Homes["home-000"].Refill = 1000
	require.Empty(t, w.desk.DryRun(r, "anna", &w.facts, w.now).Refused, "ten hours at 1 kW")
}

// TestTheReserveIsTheOwners: the highest of a home's floors holds for every call.
func TestTheReserveIsTheOwners(t *testing.T) {
	w := newWorld(t, 1)
	require.NoError(t, w.desk.Define(event("a"), "anna", w.now))
	require.NoError(t, w.desk.Define(event("b"), "anna", w.now))
	w.enrol("a", 5*kW, 0.2)
	w.enrol("b", 5*kW, 0.5)
	r := w.request("c", "a", 5*kW, 0)
	r.Least = 0
	require.InDelta(t, 2500, float64(w.desk.DryRun(r, "anna", &w.facts, w.now).Up), 1e-3)
	w.facts.Homes["home-000"].Reserve = 0.8
	w.propose(r)
	require.InDelta(t, 1000, float64(w.run(5 * time.Second).Targets[0].Power), 1)
	w.facts.Homes["home-000"].Reserve = 1
	o := w.tick(time.Second)
	require.Empty(t, o.Targets, "a reserve raised meanwhile ends it")
	require.Equal(t, programme.AtReserve, why(o, "c", "home-000"))
}

// TestPrimacy_TheStrongerTakesAndTheWeakerIsToldWhatItLost. An equal one does not.
func TestPrimacy_TheStrongerTakesAndTheWeakerIsToldWhatItLost(t *testing.T) {
	w := newWorld(t, 2)
	strong, equal := event("strong"), event("equal")
	strong.Primacy = 1
	w.define(event("weak"), strong, equal)
	w.propose(w.request("w", "weak", 8*kW, 0))
	w.run(3 * time.Second)
	r := w.request("e", "equal", 8*kW, 0)
	_, err := w.desk.Propose(r, "anna", &w.facts, w.now)
	require.ErrorContains(t, err, "2.0 kW up")
	plan := w.propose(w.request("s", "strong", 6*kW, 0))
	require.Len(t, plan.Cuts, 1)
	require.Equal(t, programme.CallID("w"), plan.Cuts[0].Call)
	require.InDelta(t, 4000, float64(plan.Cuts[0].Up), 10)
	o := w.run(3 * time.Second)
	require.InDelta(t, 10_000, float64(o.Targets[0].Power), 10)
	require.InDelta(t, 6000, float64(o.Targets[0].Slices[0].Power), 1e-6)
	require.Equal(t, programme.CallID("s"), o.Targets[0].Slices[0].Call)
}

// TestAStackSharesPowerAndNeverEnergy: each kWh is one call's.
func TestAStackSharesPowerAndNeverEnergy(t *testing.T) {
	w := newWorld(t, 1)
	a, b := event("a"), event("b")
	a.Stack, b.Stack, b.Primacy = "local", "local", 11
	w.define(a, b)
	short := func(id programme.CallID, p programme.ID) programme.Request {
		r := w.request(id, p, 4*kW, 0)
		r.End = r.Start.Add(time.Hour)
		return r
	}
	w.propose(short("1", "a"))
	w.propose(short("2", "b"))
	o := w.run(3 * time.Second)
	require.InDelta(t, 4000, float64(o.Targets[0].Power), 1e-6, "power is shared")
	require.InDelta(t, 4000, float64(o.Targets[0].Slices[0].Power), 1e-6)
	require.InDelta(t, 0, float64(o.Targets[0].Slices[1].Power), 1e-6, "and delivered for one of them")
	require.InDelta(t, 4000, float64(o.Targets[0].Parts[0].Up), 1e-6)
	third := short("3", "b")
	third.Start, third.End, third.Up, third.Least = w.now.Add(2*time.Hour), w.now.Add(3*time.Hour), 5*kW, 0
	require.InDelta(t, 2000, float64(w.desk.DryRun(third, "anna", &w.facts, w.now).Up), 10, "4 and 4 of 10 kWh are claimed")
}

// TestDryRun_SaysWhoIsLeftOutAndWhatBinds and changes nothing.
func TestDryRun_SaysWhoIsLeftOutAndWhatBinds(t *testing.T) {
	w := newWorld(t, 8)
	p := event("evening")
	p.Eligible = programme.Predicate{Capable: []string{"signal"}, NoTags: []string{"hospital"}}
	w.define(p)
	require.NoError(t, w.desk.Leave("evening", "home-000", w.now.Add(time.Hour), "owner", w.now))
	w.facts.Homes["home-001"].Tags = []string{"hospital"}
	w.facts.Homes["home-002"].Region = ""
	w.facts.Homes["home-003"].Region = "west"
	w.facts.Homes["home-004"].Ready = false
	w.facts.Homes["home-005"].Stored = 0
	w.facts.Homes["home-006"].Stored = -1
	w.facts.Caps["south"] = programme.Cap{Most: 2 * kW, Rate: 1000, Read: w.now}
	plan := w.desk.DryRun(w.request("c", "evening", 20*kW, 0), "anna", &w.facts, w.now)
	got := map[string]programme.Reason{}
	for _, l := range plan.LeftOut {
		got[string(l.Site)] = l.Why
	}
	require.Equal(t, map[string]programme.Reason{
		"home-000": programme.NotEnrolled, "home-001": programme.NotEligible, "home-002": programme.UnknownRegion, "home-003": programme.UnreadableCap,
		"home-004": programme.NotReady, "home-005": programme.AtReserve, "home-006": programme.UnknownFacts,
	}, got)
	cap := 2 * kW
	require.Equal(t, []programme.RegionShare{{Region: "south", Homes: 1, Up: 2 * kW, Cap: &cap}}, plan.Regions)
	require.Contains(t, plan.Refused, "2.0 kW up and 0.0 kW down of 1 homes")
	require.Contains(t, plan.Binds[0], "region south: its cap is 2.0 kW")
	require.Empty(t, w.desk.Calls())
}
