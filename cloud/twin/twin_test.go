package twin_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/twin"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// The home's clock is a day off, and nothing may depend on it.
var (
	noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	home = noon.Add(-24 * time.Hour)
)

func report(seq uint64, change func(*energy.Report)) energy.Report {
	at := home.Add(time.Duration(seq) * time.Second)
	s := energy.Snapshot{
		At: at, Battery: energy.Read(energy.Watts(1000), at), Load: energy.Read(energy.Watts(-2000), at),
		PV: energy.Read(energy.Watts(500), at), Grid: energy.Read(energy.Watts(-500), at),
		SoC: energy.Read(energy.Ratio(0.5), at), Capacity: energy.Read(energy.WattHours(10_000), at),
		MaxCharge: energy.Read(energy.Watts(4000), at), MaxDischarge: energy.Read(energy.Watts(5000), at),
	}
	r := energy.Report{Seq: seq, Snapshot: s, Decision: energy.Decision{State: energy.Autonomous}}
	if change != nil {
		change(&r)
	}
	return r
}

func heard(boot, seq uint64, change func(*energy.Report)) twin.Twin {
	return twin.ApplyBatch(twin.Twin{}, batch(boot, report(seq, change)), noon)
}

func batch(boot uint64, reports ...energy.Report) wire.Batch {
	return wire.Batch{Site: "h", Boot: boot, Oldest: 1, Reports: reports}
}

func TestProvenanceFollowsTheReceiveClock(t *testing.T) {
	f := func(after time.Duration, want energy.Provenance) {
		t.Helper()
		tw := heard(1, 1, nil)
		e := tw.Estimate(noon.Add(after)).Battery
		require.Equal(t, want, e.Provenance)
		require.Equal(t, after, e.Age)
	}
	f(0, energy.Measured)
	f(3*time.Second, energy.Measured)
	f(3*time.Second+1, energy.Modelled)
	f(15*time.Minute, energy.Modelled)
	f(15*time.Minute+1, energy.Unseen)
}

func TestAnOldReadingInAFreshReportIsOld(t *testing.T) {
	tw := heard(1, 100, func(r *energy.Report) {
		r.Snapshot.Battery = energy.Read(energy.Watts(7), r.Snapshot.At.Add(-4*time.Second))
	})
	e := tw.Estimate(noon.Add(time.Second))
	require.Equal(t, energy.Modelled, e.Battery.Provenance)
	require.Equal(t, 5*time.Second, e.Battery.Age)
	require.Equal(t, energy.Measured, e.PV.Provenance)
}

func TestAReportThatWaitedAtHomeIsAsOldAsItIs(t *testing.T) {
	b := batch(1, energy.Report{Seq: 1, Snapshot: energy.Snapshot{At: noon, Battery: energy.Read(energy.Watts(7), noon)}})
	b.Waited = 2 * time.Second
	tw := twin.ApplyBatch(twin.Twin{}, b, noon)
	require.Equal(t, 3*time.Second, tw.Estimate(noon.Add(time.Second)).Battery.Age)
}

func TestAMissingReadingNeverShowsItsLastValue(t *testing.T) {
	tw := heard(1, 100, nil)
	lost := report(101, func(r *energy.Report) { r.Snapshot.Battery = r.Snapshot.Battery.Lost() })
	tw = twin.ApplyBatch(tw, batch(1, lost), noon.Add(time.Second))
	require.Equal(t, energy.Estimate{Age: 9 * time.Second}, tw.Estimate(noon.Add(10*time.Second)).Battery)
	never := twin.Twin{}
	require.Equal(t, twin.Estimates{}, never.Estimate(noon))
}

func TestVarianceGrowsToThatOfTheRating(t *testing.T) {
	tw := heard(1, 1, nil)
	last := -1.0
	for age := time.Duration(0); age <= twin.ModelFor; age += 10 * time.Second {
		v := tw.Estimate(noon.Add(age)).Battery.Variance
		require.Greater(t, v, last)
		require.LessOrEqual(t, v, 5000.0*5000/3)
		last = v
	}
	require.InEpsilon(t, 5000.0*5000/3, last, 0.01)
}

func TestASilentHomeFollowsItsOrderThenItsOwnMode(t *testing.T) {
	tw := heard(1, 1, func(r *energy.Report) {
		r.Decision = energy.Decision{State: energy.Controlled, Order: 9, LeaseLeft: 20 * time.Second, Approved: energy.WantPower(3000)}
	})
	f := func(after time.Duration, want energy.Watts) {
		t.Helper()
		require.Equal(t, want, tw.Estimate(noon.Add(after)).Battery.Mean)
	}
	f(time.Second, 1000)
	f(9*time.Second, 3000)
	f(10*time.Second, 1500) // its own timers have ended it, though the lease goes on
}

func TestALateResendDoesNotTurnTheTwinBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var tw twin.Twin
		var boot, seq uint64
		for range rapid.IntRange(1, 30).Draw(t, "batches") {
			b, s := rapid.Uint64Range(1, 3).Draw(t, "boot"), rapid.Uint64Range(1, 20).Draw(t, "seq")
			tw = twin.ApplyBatch(tw, batch(b, report(s, nil)), noon)
			if b > boot || b == boot && s > seq {
				boot, seq = b, s
			}
			require.Equal(t, []uint64{boot, seq}, []uint64{tw.Boot, tw.Report.Seq})
		}
	})
}

func TestAResetBootCounterIsHeardAgainAfterItsSessionBegins(t *testing.T) {
	tw := heard(9, 500, nil)
	tw = twin.ApplyPresence(tw, wire.Presence{Site: "h", Boot: 1, Online: true, MaxLease: time.Minute, Order: 3}, noon)
	require.Equal(t, uint64(3), tw.Highest)
	tw = twin.ApplyBatch(tw, batch(1, report(1, nil)), noon)
	require.Equal(t, uint64(1), tw.Report.Seq)
}

// TestBrokenIsNotUnreachable also shows that nothing is promised of
// either.
func TestBrokenIsNotUnreachable(t *testing.T) {
	f := func(tw twin.Twin, after time.Duration, want twin.Condition) {
		t.Helper()
		require.Equal(t, want, tw.Condition(noon.Add(after)))
		_, ok := tw.Capability(noon.Add(after))
		require.Equal(t, want == twin.Commandable, ok)
	}
	gone := wire.Presence{Site: "h", Boot: 1}
	f(twin.Twin{}, 0, twin.NeverSeen)
	f(heard(1, 1, nil), 10*time.Second, twin.Commandable)
	f(heard(1, 1, nil), 11*time.Second, twin.Unreachable)
	f(twin.ApplyPresence(heard(1, 1, nil), gone, noon), 0, twin.Unreachable)
	f(twin.ApplyPresence(heard(2, 1, nil), gone, noon), 0, twin.Commandable)
	f(heard(1, 1, func(r *energy.Report) { r.Decision.State = energy.Failsafe }), 0, twin.Broken)
	f(heard(1, 1, func(r *energy.Report) { r.Snapshot.SoC = r.Snapshot.SoC.Lost() }), 0, twin.Unclear)
	f(heard(1, 1, func(r *energy.Report) { r.Snapshot.Capacity = r.Snapshot.Capacity.Doubt() }), 0, twin.Unclear)
}

// TestPowerCountsOnlyWithEnergyBehindIt: 100 Wh left last 5 min at 1200 W.
func TestPowerCountsOnlyWithEnergyBehindIt(t *testing.T) {
	f := func(soc energy.Ratio, up, down energy.Watts) {
		t.Helper()
		tw := heard(1, 1, func(r *energy.Report) { r.Snapshot.SoC = energy.Read(soc, r.Snapshot.At) })
		c, ok := tw.Capability(noon)
		require.True(t, ok)
		require.InDelta(t, float64(up), float64(c.Up), 1e-6)
		require.InDelta(t, float64(down), float64(c.Down), 1e-6)
		require.InDelta(t, 10_000, float64(c.EnergyUp+c.EnergyDown), 1e-6)
	}
	f(0.5, 5000, 4000)
	f(0.01, 1200, 4000)
	f(0, 0, 4000)
	f(1, 5000, 0)
}

func TestReceiptGivesWhatTheNextOrderNeeds(t *testing.T) {
	tw := heard(1, 1, nil)
	tw = twin.ApplyAnswer(tw, wire.Answer{Site: "h", Boot: 2, Order: 7, Highest: 99}, noon)
	require.Equal(t, []uint64{2, 99}, []uint64{tw.Boot, tw.Highest})
	tw = twin.ApplyAnswer(tw, wire.Answer{Site: "h", Boot: 1, Order: 8, Highest: 200}, noon)
	require.Equal(t, []uint64{2, 99}, []uint64{tw.Boot, tw.Highest}, "a late receipt")
}

// TestTheWaitAtHomeCounts: a report that came after minutes at home is heard
// now, and says nothing sure of now.
func TestTheWaitAtHomeCounts(t *testing.T) {
	f := func(waited time.Duration, want twin.Condition) {
		t.Helper()
		b := batch(1, report(1, nil))
		b.Waited = waited
		tw := twin.ApplyBatch(twin.Twin{}, b, noon)
		require.Equal(t, want, tw.Condition(noon))
		_, offered := tw.Capability(noon)
		require.Equal(t, want == twin.Commandable, offered)
	}
	f(0, twin.Commandable)
	f(time.Minute, twin.Commandable)
	f(time.Minute+1, twin.Unclear)
	f(time.Hour, twin.Unclear)
}

// TestALeaseRunsWhileItsReportWaits: what was left of it is counted from when
// it was told.
func TestALeaseRunsWhileItsReportWaits(t *testing.T) {
	f := func(waited time.Duration, want energy.Watts) {
		t.Helper()
		b := batch(1, report(1, func(r *energy.Report) {
			r.Decision = energy.Decision{State: energy.Controlled, Order: 9, LeaseLeft: 20 * time.Second, Approved: energy.WantPower(3000)}
		}))
		b.Waited = waited
		tw := twin.ApplyBatch(twin.Twin{}, b, noon)
		require.Equal(t, want, tw.Estimate(noon.Add(4*time.Second)).Battery.Mean)
	}
	f(0, 3000)
	f(15*time.Second, 3000)
	f(16*time.Second, 1500)
}

// TestARoofThatFellSilentIsNotDark: its own mode is not known then. A home that
// never told of a roof has none.
func TestARoofThatFellSilentIsNotDark(t *testing.T) {
	f := func(pv func(energy.Reading[energy.Watts]) energy.Reading[energy.Watts], want energy.Watts) {
		t.Helper()
		tw := heard(1, 1, func(r *energy.Report) {
			r.Decision = energy.Decision{State: energy.Controlled, Order: 9, Approved: energy.WantPower(3000)}
			r.Snapshot.PV = pv(r.Snapshot.PV)
		})
		require.Equal(t, want, tw.Estimate(noon.Add(time.Minute)).Battery.Mean)
	}
	f(func(r energy.Reading[energy.Watts]) energy.Reading[energy.Watts] { return r }, 1500)
	f(func(energy.Reading[energy.Watts]) energy.Reading[energy.Watts] { return energy.Reading[energy.Watts]{} }, 2000)
	f(energy.Reading[energy.Watts].Lost, 1000)
}

// An order rests on a moment of the boot it is for, the newest that was told.
func TestTheMomentIsOfTheBoot(t *testing.T) {
	tell := func(boot, seq uint64, m energy.Moment) wire.Batch {
		b := batch(boot, report(seq, nil))
		b.Moment = m
		return b
	}
	first, second, third := energy.Moment{1}, energy.Moment{2}, energy.Moment{3}
	tw := twin.ApplyBatch(twin.Twin{}, tell(1, 1, first), noon)
	require.Equal(t, first, tw.Moment)
	tw = twin.ApplyAnswer(tw, wire.Answer{Site: "h", Boot: 1, Moment: second}, noon)
	require.Equal(t, second, tw.Moment)
	tw = twin.ApplyPresence(tw, wire.Presence{Site: "h", Boot: 1}, noon)
	require.Equal(t, second, tw.Moment, "a will tells none")
	require.Equal(t, second, twin.ApplyBatch(tw, tell(1, 1, first), noon).Moment, "a repeat tells nothing new")
	require.Zero(t, twin.ApplyBatch(tw, tell(2, 1, energy.Moment{}), noon).Moment, "that of an earlier boot is none")
	require.Equal(t, third, twin.ApplyPresence(tw, wire.Presence{Site: "h", Boot: 2, Online: true, Moment: third}, noon).Moment)
}

// What a home tells of arms holds for the boot that it tells it of.
func TestATwinKnowsWhatAHomeIsArmedWith(t *testing.T) {
	able := energy.Armable{Nominal: 50, Power: 5000, Longest: time.Hour}
	tw := twin.ApplyPresence(twin.Twin{}, wire.Presence{Site: "h", Boot: 3, Online: true, Arm: 4, Armable: able}, noon)
	require.Equal(t, twin.Arms{Able: able, Highest: 4}, tw.Arms)
	order := wire.Answer{Site: "h", Boot: 3, Order: 9, Taken: true, Highest: 9, HighestArm: 4}
	tw = twin.ApplyAnswer(tw, order, noon)
	tw = twin.ApplyAnswer(tw, wire.Answer{Site: "h", Boot: 3, Arm: 7, Taken: true, Highest: 9, HighestArm: 7}, noon)
	require.Equal(t, order, tw.Answer, "a receipt of an arm is none of an order")
	require.Equal(t, uint64(7), tw.Arms.Highest)
	require.Zero(t, tw.Armed(), "taken is not in force")
	tw = twin.ApplyBatch(tw, wire.Batch{Site: "h", Boot: 3, Reports: []energy.Report{{Seq: 1, Decision: energy.Decision{Arm: 8, ArmLeft: time.Minute}}}}, time.Unix(1e9, 0))
	require.Equal(t, uint64(8), tw.Armed())
	require.Equal(t, uint64(8), tw.Arms.Highest)
	tw = twin.ApplyPresence(tw, wire.Presence{Site: "h", Boot: 4, Online: true}, noon)
	require.Zero(t, tw.Armed(), "a start of the gateway voids it")
	require.Zero(t, tw.Arms)
}
