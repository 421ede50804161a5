package twin_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/twin"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

var band = energy.Deadband{Heartbeat: time.Minute, Power: 150, Share: 0.1}

// sparse is a twin whose home tells changes only.
func sparse(change func(*energy.Report)) twin.Twin {
	return heard(1, 1, func(r *energy.Report) {
		r.Deadband = band
		if change != nil {
			change(r)
		}
	})
}

func TestRow09_AReportHoldsUntilItsHeartbeatIsLate(t *testing.T) {
	f := func(after time.Duration, p energy.Provenance, c twin.Condition) {
		t.Helper()
		tw := sparse(nil)
		require.Equal(t, p, tw.Estimate(noon.Add(after)).Battery.Provenance)
		require.Equal(t, c, tw.Condition(noon.Add(after)))
	}
	f(0, energy.Measured, twin.Commandable)
	f(time.Minute, energy.Measured, twin.Commandable)
	f(63*time.Second, energy.Measured, twin.Commandable)
	f(64*time.Second, energy.Modelled, twin.Unclear)
	f(90*time.Second, energy.Modelled, twin.Unclear)
	f(91*time.Second, energy.Modelled, twin.Unreachable)
	f(16*time.Minute, energy.Unseen, twin.Unreachable)
}

// The doubt of what holds is that of the deadband, and no more with time.
func TestRow09_TheDoubtOfWhatHoldsIsItsDeadband(t *testing.T) {
	f := func(power energy.Watts, sigmas float64) {
		t.Helper()
		tw := sparse(func(r *energy.Report) { r.Snapshot.Battery = energy.Read(power, r.Snapshot.At) })
		for _, after := range []time.Duration{0, 10 * time.Second, time.Minute} {
			e := tw.Estimate(noon.Add(after)).Battery
			require.InEpsilon(t, sigmas*sigmas/3, e.Variance, 1e-9)
			require.Zero(t, e.Age)
		}
	}
	f(0, 150)
	f(-1000, 150)
	f(3000, 300)
	every := heard(1, 1, nil)
	require.Zero(t, every.Estimate(noon).Battery.Variance, "where every tick is told there is none")
}

// A lost link is told by presence, before a heartbeat is late.
func TestRow09_ALostSessionIsNotHeldFor(t *testing.T) {
	tw := twin.ApplyPresence(sparse(nil), wire.Presence{Site: "h", Boot: 1}, noon)
	at := noon.Add(20 * time.Second)
	require.Equal(t, twin.Unreachable, tw.Condition(at))
	require.Equal(t, energy.Modelled, tw.Estimate(at).Battery.Provenance)
	require.Equal(t, 20*time.Second, tw.Estimate(at).Battery.Age)
}

// In service the home says so, and is silent after seconds again.
func TestRow09_ServiceIsJudgedByTheSecond(t *testing.T) {
	tw := twin.ApplyBatch(sparse(nil), batch(1, report(2, nil)), noon)
	require.Equal(t, energy.Modelled, tw.Estimate(noon.Add(4*time.Second)).Battery.Provenance)
	require.Equal(t, twin.Unreachable, tw.Condition(noon.Add(11*time.Second)))
}

func TestRow09_AnOldReadingDoesNotHold(t *testing.T) {
	tw := sparse(func(r *energy.Report) {
		r.Snapshot.Battery = energy.Read(energy.Watts(7), r.Snapshot.At.Add(-4*time.Second))
	})
	require.Equal(t, energy.Modelled, tw.Estimate(noon).Battery.Provenance)
}

func TestRow09_AHomeCannotPromiseToBeSilentForHours(t *testing.T) {
	tw := sparse(func(r *energy.Report) { r.Deadband.Heartbeat = 24 * time.Hour })
	require.Equal(t, twin.Unreachable, tw.Condition(noon.Add(8*time.Minute)))
}

func TestRow09_AWillThatOutlivesItsSessionEndsNothing(t *testing.T) {
	f := func(will uint64, want twin.Condition) {
		t.Helper()
		tw := twin.ApplyPresence(twin.Twin{}, wire.Presence{Site: "h", Boot: 1, Session: 2, Online: true}, noon)
		tw = twin.ApplyBatch(tw, batch(1, report(1, func(r *energy.Report) { r.Deadband = band })), noon)
		tw = twin.ApplyPresence(tw, wire.Presence{Site: "h", Boot: 1, Session: will}, noon)
		require.Equal(t, want, tw.Condition(noon.Add(20*time.Second)))
	}
	f(1, twin.Commandable)
	f(2, twin.Unreachable)
	f(0, twin.Unreachable)
}

// What was told before a session, or by another boot, holds no more: the home
// tells anew within a tick.
func TestRow09_ANewSessionIsToldAnew(t *testing.T) {
	for _, boot := range []uint64{1, 2} {
		tw := twin.ApplyPresence(sparse(nil), wire.Presence{Site: "h", Boot: boot, Session: 2, Online: true}, noon)
		require.False(t, tw.Holds(noon.Add(time.Second)))
	}
}
