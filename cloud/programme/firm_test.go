package programme_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// TestRow23_NoMoreIsSoldThanIsFirm: what is asked stands beside what can be promised, and
// what is above that is refused with the way out, but for a test, which sells nothing.
func TestRow23_NoMoreIsSoldThanIsFirm(t *testing.T) {
	f := func(ratio energy.Ratio, asked energy.Watts, purpose programme.Purpose, want string) programme.Plan {
		t.Helper()
		w := newWorld(t, 10)
		w.facts.Firm = firmly(50*kW, 40*kW)
		p := event("evening")
		p.Rules.Firm = ratio
		w.define(p)
		r := w.request("c", "evening", asked, 0)
		r.Purpose = purpose
		plan := w.desk.DryRun(r, "anna", &w.facts, w.now)
		require.Equal(t, want, plan.Refused)
		_, err := w.desk.Propose(r, "anna", &w.facts, w.now)
		require.Equal(t, want != "", err != nil)
		if err != nil {
			require.Equal(t, fault.Conflict, fault.KindOf(err))
			require.Empty(t, w.desk.Claimed())
		}
		return plan
	}
	plan := f(1, 40*kW, programme.Market, "")
	require.InDelta(t, 40_000, float64(plan.Firm.Up), 1e-6)
	require.Zero(t, plan.Firm.Down)
	f(1, 41*kW, programme.Market, "plan call c: 40.0 kW up and 0.0 kW down are firm, and evening asks for 100 % of what is called (ask for no more than 40.0 kW up, try it as a test (--test), or set firm_ratio of the programme)")
	f(0.8, 50*kW, programme.Market, "")
	f(0, 50*kW, programme.Market, "")
	plan = f(1, 50*kW, programme.Test, "")
	require.Equal(t, []string{"firm: 40.0 kW up and 0.0 kW down are firm, and evening asks for 100 % of what is called"}, plan.Binds)
}

// TestRow24_WhatIsNotKnownIsNotPromised, nor what another call has.
func TestRow24_WhatIsNotKnownIsNotPromised(t *testing.T) {
	w := newWorld(t, 10)
	p := event("evening")
	p.Rules.Firm = 1
	w.define(p, event("other"))
	w.facts.Firm = firmly(50*kW, 40*kW)
	w.propose(w.request("a", "other", 40*kW, 0))
	plan := w.desk.DryRun(w.request("c", "evening", 10*kW, 0), "anna", &w.facts, w.now)
	require.InDelta(t, 10_000-10_000*0.447, float64(plan.Firm.Up), 10, "a fifth has less than half of the doubt of all")
	require.ErrorContains(t, errorOf(plan), "5.5 kW up")
	w.facts.Firm = nil
	plan = w.desk.DryRun(w.request("c", "evening", 1*kW, 0), "anna", &w.facts, w.now)
	require.Nil(t, plan.Firm)
	require.ErrorContains(t, errorOf(plan), "the firm power of city is not known")
}

type refusal string

func (r refusal) Error() string { return string(r) }

func errorOf(p programme.Plan) error { return refusal(p.Refused) }

// TestTheLengthOfACallSaysWhichOfferCounts: the shortest that is long enough, and else
// the longest there is.
func TestTheLengthOfACallSaysWhichOfferCounts(t *testing.T) {
	f := func(lasts time.Duration, want energy.Watts) {
		t.Helper()
		w := newWorld(t, 10)
		p := event("evening")
		p.Rules.Shortest = 0
		w.define(p)
		at := func(d time.Duration, firm energy.Watts) programme.Firm {
			return programme.Firm{For: d, Up: programme.Offer{Mean: 50 * kW, Firm: firm}}
		}
		w.facts.Firm = map[programme.Node][]programme.Firm{"city": {at(time.Hour, 20*kW), at(5*time.Minute, 40*kW), at(15*time.Minute, 30*kW)}}
		r := w.request("c", "evening", 10*kW, 0)
		r.End = r.Start.Add(lasts)
		require.InDelta(t, float64(want), float64(w.desk.DryRun(r, "anna", &w.facts, w.now).Firm.Up), 1e-6)
	}
	f(time.Minute, 40*kW)
	f(5*time.Minute, 40*kW)
	f(6*time.Minute, 30*kW)
	f(time.Hour, 20*kW)
	f(90*time.Minute, 20*kW)
}
