package programme_test

import (
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func TestACall_RunsFromItsStartToItsEnd(t *testing.T) {
	w := newWorld(t, 40)
	w.define(event("evening"))
	plan := w.propose(w.request("c", "evening", 100*kW, time.Minute))
	require.Len(t, plan.Call.Claims, 40)
	require.InDelta(t, 100_000, float64(plan.Up), 1e-6)
	require.Equal(t, programme.Planned, w.stage("c"))
	out := w.tick(time.Second)
	require.Empty(t, out.Targets)
	require.Equal(t, programme.Approved, w.stage("c"))
	out = w.run(65 * time.Second)
	require.Equal(t, programme.Running, w.stage("c"))
	p, ok := power(out, "city")
	require.True(t, ok)
	require.InDelta(t, 100_000, float64(p), 1e-6)
	require.Len(t, out.Targets[0].Parts, 40)
	require.Equal(t, w.now.Add(30*time.Second), out.Targets[0].Until, "it ends alone")
	w.now = w.now.Add(2*time.Hour - 90*time.Second)
	out = w.run(20 * time.Second)
	require.InDelta(t, 100_000, float64(out.Targets[0].Power), 1e-6)
	require.False(t, out.Targets[0].Until.After(monday.Add(time.Minute+2*time.Hour)), "and never after the call's end")
	w.run(90 * time.Second)
	require.Equal(t, programme.Ended, w.stage("c"))
	require.NoError(t, w.desk.Score("c", programme.Result{Score: 0.97, Report: "reports/c"}, "anna", w.now))
	require.Equal(t, programme.Scored, w.stage("c"))
	require.Equal(t, fault.Conflict, fault.KindOf(w.desk.Score("c", programme.Result{Score: 1}, "anna", w.now)))
}

// TestFault101_AboveTheThresholdASecondPersonApproves, and in time.
func TestFault101_AboveTheThresholdASecondPersonApproves(t *testing.T) {
	w := newWorld(t, 40)
	w.config.ApproveAbove, w.config.ApprovalLife = 100*kW, time.Hour
	w.restart()
	w.define(event("evening"))
	for _, h := range w.facts.Homes {
		h.Refill = 5 * kW
	}
	plan := w.propose(w.request("c", "evening", 150*kW, 10*time.Minute))
	require.True(t, plan.Call.Guarded)
	w.tick(11 * time.Minute)
	require.Equal(t, programme.Noticed, w.stage("c"), "one person is not enough")
	err := w.desk.Approve("c", "anna", w.now)
	require.Equal(t, fault.Denied, fault.KindOf(err), "nor the same person twice: %v", err)
	require.Equal(t, fault.Denied, fault.KindOf(w.desk.Approve("c", "", w.now)))
	require.Empty(t, w.tick(time.Second).Targets)
	require.NoError(t, w.desk.Approve("c", "bert", w.now))
	w.tick(time.Second)
	require.Equal(t, programme.Running, w.stage("c"))

	w.propose(w.request("late", "evening", 150*kW, 4*time.Hour))
	require.NoError(t, w.desk.Approve("late", "bert", w.now))
	w.tick(59 * time.Minute)
	require.Equal(t, programme.Approved, w.stage("late"))
	w.restart()
	w.tick(time.Minute)
	require.Equal(t, programme.Noticed, w.stage("late"), "the approval has run out")
	require.Empty(t, out(w.tick(4*time.Hour)))
	require.NoError(t, w.desk.Approve("late", "cleo", w.now))
	w.tick(time.Second)
	require.Equal(t, programme.Running, w.stage("late"))
}

// out are the targets that ask for power.
func out(o programme.Outcome) (list []programme.Target) {
	for _, t := range o.Targets {
		if t.Power != 0 {
			list = append(list, t)
		}
	}
	return list
}

// TestFault101_ManySmallCallsAreOneLarge: the threshold looks at what overlaps.
func TestFault101_ManySmallCallsAreOneLarge(t *testing.T) {
	w := newWorld(t, 100)
	w.config.ApproveAbove = 100 * kW
	w.restart()
	w.define(event("a"), event("b"), event("c"))
	require.False(t, w.propose(w.request("1", "a", 60*kW, 0)).Call.Guarded)
	require.True(t, w.propose(w.request("2", "b", 60*kW, time.Hour)).Call.Guarded)
	require.False(t, w.propose(w.request("3", "c", 40*kW, 0)).Call.Guarded)
}

// TestRow48_OwnersAreToldTheLeadAhead or are not called.
func TestRow48_OwnersAreToldTheLeadAhead(t *testing.T) {
	w := newWorld(t, 4)
	p := event("evening")
	p.Rules.Notice = hours(2)
	w.define(p)
	_, err := w.desk.Propose(w.request("soon", "evening", 10*kW, time.Hour), "anna", &w.facts, w.now)
	require.Equal(t, fault.Stale, fault.KindOf(err), err)
	w.propose(w.request("c", "evening", 4*kW, 3*time.Hour))
	w.tick(time.Second)
	require.Equal(t, programme.Approved, w.stage("c"))
	told := w.desk.Untold(w.now)
	require.Len(t, told, 4)
	require.Equal(t, monday.Add(time.Hour), told[0].By)
	require.NoError(t, w.desk.Tell(programme.Invitation, "c", []energy.SiteID{"home-000", "home-001"}, "mail", w.now))
	w.restart()
	require.Len(t, w.desk.Untold(w.now), 2, "who was told is not told again")
	w.tick(time.Hour)
	require.Empty(t, w.desk.Untold(w.now), "it is too late for the others")
	require.NoError(t, w.desk.Tell(programme.Invitation, "c", []energy.SiteID{"home-002"}, "mail", w.now))
	w.tick(2 * time.Hour)
	o := w.run(5 * time.Second)
	require.Equal(t, programme.Reason(""), why(o, "c", "home-001"))
	require.Equal(t, programme.NotTold, why(o, "c", "home-002"), "told, and too late")
	require.Equal(t, programme.NotTold, why(o, "c", "home-003"))
	require.Len(t, o.Targets[0].Parts, 2)
}

func TestRow48_ACallNobodyHasApprovedInTimeIsMissedAndATakenBackOneWithdrawn(t *testing.T) {
	w := newWorld(t, 40)
	w.config.ApproveAbove = 100 * kW
	w.restart()
	p := event("evening")
	p.Rules.Notice = hours(2)
	w.define(p)
	w.propose(w.request("c", "evening", 150*kW, 3*time.Hour))
	w.tick(time.Second)
	require.Empty(t, w.desk.Untold(w.now), "owners are told of nothing that may not come")
	w.tick(time.Hour)
	require.Equal(t, programme.Stopped, w.stage("c"))

	w.propose(w.request("d", "evening", 50*kW, 3*time.Hour))
	w.tick(time.Second)
	require.NoError(t, w.desk.Tell(programme.Invitation, "d", []energy.SiteID{"home-007"}, "mail", w.now))
	require.NoError(t, w.desk.Stop("d", "bert", "prices fell", w.now))
	told := w.desk.Untold(w.now)
	require.Len(t, told, 1, "who was not told of it is not told that it does not come")
	require.Equal(t, programme.Withdrawal, told[0].Kind)
	require.NoError(t, w.desk.Tell(programme.Withdrawal, "d", []energy.SiteID{"home-007"}, "mail", w.now))
	require.Empty(t, w.desk.Untold(w.now))
}

// TestRow48_OptOutBeforeAndDuring holds within one tick.
func TestRow48_OptOutBeforeAndDuring(t *testing.T) {
	w := newWorld(t, 4)
	p := event("evening")
	p.Rules.Margin = 1
	w.define(p, event("other"))
	require.NoError(t, w.desk.OptOut(programme.OptOut{Site: "home-000", Programme: "evening", From: w.now}, "owner", w.now))
	plan := w.propose(w.request("c", "evening", 6*kW, 0))
	require.Equal(t, []programme.LeftOut{{Site: "home-000", Why: programme.OptedOut}}, plan.LeftOut)
	o := w.run(5 * time.Second)
	require.InDelta(t, 6000, float64(o.Targets[0].Power), 1e-6)
	require.Len(t, o.Targets[0].Parts, 3)
	require.NoError(t, w.desk.OptOut(programme.OptOut{Site: "home-001", From: w.now}, "owner", w.now))
	o = w.tick(time.Second)
	require.Equal(t, programme.OptedOut, why(o, "c", "home-001"))
	require.Len(t, o.Targets[0].Parts, 2)
	require.InDelta(t, 6000, float64(o.Targets[0].Power), 1e-6, "the margin makes up for it")
	w.restart()
	require.Equal(t, programme.OptedOut, why(w.tick(time.Second), "c", "home-001"))
	require.NoError(t, w.desk.OptIn("", "home-001", "owner", w.now))
	require.Equal(t, programme.Reason(""), why(w.tick(time.Second), "c", "home-001"))
}

// TestStop_NextTickAsksForNothing whatever it stops, and nothing has to be sent.
func TestStop_NextTickAsksForNothing(t *testing.T) {
	f := func(stop func(w *world) error) {
		t.Helper()
		w := newWorld(t, 10)
		w.define(event("evening"))
		w.propose(w.request("c", "evening", 20*kW, 0))
		require.NotEmpty(t, w.run(5*time.Second).Targets)
		require.NoError(t, stop(w))
		require.NoError(t, stop(w), "it may be asked again")
		require.Empty(t, w.tick(time.Second).Targets)
		require.Equal(t, programme.Stopped, w.stage("c"))
		w.restart()
		require.Empty(t, w.tick(time.Second).Targets)
	}
	f(func(w *world) error { return w.desk.Stop("c", "bert", "", w.now) })
	f(func(w *world) error { return w.desk.StopProgramme("evening", "bert", "", w.now) })
	f(func(w *world) error { return w.desk.Halt("", "the frequency is wrong", w.now) })
}

func TestHalt_HoldsUntilItIsResumed(t *testing.T) {
	w := newWorld(t, 10)
	w.define(event("evening"))
	w.propose(w.request("c", "evening", 20*kW, time.Minute))
	require.NoError(t, w.desk.Halt("bert", "test", w.now))
	w.restart()
	require.Equal(t, programme.Person("bert"), w.desk.Halted().By)
	require.Empty(t, w.run(2*time.Minute).Targets)
	require.Equal(t, programme.Approved, w.stage("c"))
	require.NoError(t, w.desk.Resume("bert", "tested", w.now))
	require.NotEmpty(t, w.run(2*time.Second).Targets)
}

// full is a log whose disk is full.
type full struct{ err error }

func (f *full) Append([]byte) error { return f.err }

// TestAFullDisk_NeverKeepsAnythingRunning: a stop holds at once, and what is not
// durable asks for nothing.
func TestAFullDisk_NeverKeepsAnythingRunning(t *testing.T) {
	w := newWorld(t, 10)
	log := &full{}
	desk, err := programme.New(w.config, log, nil, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	w.desk = desk
	w.define(event("evening"))
	w.propose(w.request("c", "evening", 20*kW, 0))
	require.NotEmpty(t, w.run(3*time.Second).Targets)
	log.err = &fault.Error{Op: "append", Kind: fault.Busy, Err: errors.New("no room")}
	require.Equal(t, fault.Busy, fault.KindOf(w.desk.Halt("bert", "", w.now)))
	o, err := w.desk.Tick(&w.facts, w.now)
	require.Equal(t, fault.Busy, fault.KindOf(err))
	require.Empty(t, o.Targets)
	log.err = nil
	require.Empty(t, w.tick(time.Second).Targets)
	require.Equal(t, programme.Stopped, w.stage("c"), "and is durable as soon as it can be")
	log.err = &fault.Error{Op: "append", Kind: fault.Unknown}
	require.Error(t, w.desk.Resume("bert", "", w.now))
	log.err = nil
	_, err = w.desk.Tick(&w.facts, w.now)
	require.Equal(t, fault.Unknown, fault.KindOf(err), "what the log holds is read again, by a restart")
}

// TestPropose_MayBeAskedAgain after an answer that was lost.
func TestPropose_MayBeAskedAgain(t *testing.T) {
	w := newWorld(t, 10)
	w.define(event("evening"))
	r := w.request("c", "evening", 20*kW, time.Minute)
	w.propose(r)
	w.restart()
	w.propose(r)
	require.Len(t, w.desk.Calls(), 1)
	r.Up = 21 * kW
	_, err := w.desk.Propose(r, "anna", &w.facts, w.now)
	require.Equal(t, fault.Conflict, fault.KindOf(err), err)
}
