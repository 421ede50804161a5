package safety_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// tick is one Step with all that went into it and came out.
type tick struct {
	limits  *safety.Limits
	before  safety.State
	snap    energy.Snapshot
	wish    energy.Want
	now     time.Time
	known   known
	set     safety.Setpoint
	verdict safety.Verdict
}

// everyTick runs drawn sequences and checks each of their ticks.
func everyTick(t *testing.T, check func(*rapid.T, tick)) {
	rapid.Check(t, func(t *rapid.T) {
		l, st, now := drawLimits(t), safety.State{}, start
		require.Empty(t, l.Flaw())
		for range rapid.IntRange(1, 25).Draw(t, "ticks") {
			now = now.Add(time.Duration(rapid.IntRange(0, 4000).Draw(t, "passed")) * time.Millisecond)
			k := tick{limits: &l, before: st, snap: drawSnapshot(t, now), wish: drawWish(t), now: now}
			k.known = knownAt(&l, k.snap, now)
			st, k.set, k.verdict = safety.Step(&l, st, k.snap, k.wish, energy.Dispatch, now)
			check(t, k)
		}
	})
}

func TestNoPowerLeavesTheBatterysEnvelope(t *testing.T) {
	everyTick(t, func(t *rapid.T, k tick) {
		p, asked := k.set.Power()
		_, wished := k.wish.Power()
		require.Equal(t, wished, asked)
		require.Equal(t, k.now.Add(k.limits.Hold), k.set.Until())
		l, s := k.limits, k.snap
		charge, _ := s.MaxCharge.Value()
		discharge, _ := s.MaxDischarge.Value()
		soc, _ := s.SoC.Value()
		warm, _ := s.Temperature.Value()
		require.LessOrEqual(t, p.Abs(), l.Rating)
		if p > 0 {
			require.True(t, k.known.discharge && p <= discharge, "discharge %v of %v", p, s.MaxDischarge)
			require.True(t, k.known.soc && soc > l.Reserve, "discharge %v at %v", p, s.SoC)
		}
		if p < 0 {
			require.True(t, k.known.charge && -p <= charge, "charge %v of %v", p, s.MaxCharge)
			require.True(t, k.known.soc && soc < l.MaxSoC, "charge %v at %v", p, s.SoC)
		}
		if p != 0 && l.Temperature.Limited {
			require.True(t, k.known.temperature && warm >= l.Temperature.Min && warm <= l.Temperature.Max, "%v at %v", p, s.Temperature)
		}
	})
}

// Only what the battery itself cannot do excuses a power beyond the limits of
// the connection, and never one that makes it worse.
func TestNoPowerBreaksTheConnectionsLimits(t *testing.T) {
	everyTick(t, func(t *rapid.T, k tick) {
		p, asked := k.set.Power()
		if !asked {
			return
		}
		g, _ := k.snap.Grid.Value()
		b, _ := k.snap.Battery.Value()
		known := k.known.grid && k.known.battery
		trusted := !k.verdict.Bounds.Has(energy.BoundStale)
		f := func(c safety.Cap, sign energy.Watts) {
			room := sign*(b-g) + max(0, c.Power-k.limits.Margin)
			near := room + 1e-9*(b.Abs()+g.Abs()+1)
			beyond := c.Limited && !(sign*p <= near)
			switch {
			case beyond && trusted:
				require.True(t, known && sign*p <= 0 && k.verdict.Bounds&hardBounds != 0, "%v beyond %v", sign*p, room)
			case beyond, c.Limited && !known:
				require.LessOrEqual(t, sign*p, energy.Watts(0))
			}
		}
		f(k.limits.Export, 1)
		f(k.limits.Import, -1)
	})
}

func TestRampHoldsWhereNothingHarderOverridesIt(t *testing.T) {
	var last tick
	everyTick(t, func(t *rapid.T, k tick) {
		prev := last
		last = k
		from, held := prev.set.Power()
		p, asked := k.set.Power()
		if prev.limits != k.limits || !k.limits.Ramp.Limited || !asked || !held || !k.now.Before(prev.set.Until()) {
			return
		}
		if k.verdict.Bounds&^(energy.BoundRamp|energy.BoundStale) != 0 {
			return
		}
		step := k.limits.Ramp.Rate.Over(k.now.Sub(prev.now))
		wish, _ := k.wish.Power()
		require.Equal(t, min(max(wish, from-step), from+step), p)
	})
}

// Trust returns only after all that is needed was well, tick by tick, for
// Settle; a pause longer than Hold is no evidence of being well. (What cannot be is
// held against a battery that is commanded for longer: TestFault078_... look at that.)
func TestTrustReturnsAfterSettleAndNotBefore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, st, now := drawLimits(t), safety.State{}, start
		var at, since time.Time
		well, trusted := false, false
		for range rapid.IntRange(1, 25).Draw(t, "ticks") {
			now = now.Add(time.Duration(rapid.IntRange(0, 20).Draw(t, "passed")) * time.Second / 2)
			s := drawSnapshot(t, now)
			if rapid.IntRange(0, 4).Draw(t, "any") < 4 {
				s = wellAt(now)
			}
			enough := knownAt(&l, s, now).enough(&l)
			if enough && (!well || now.Sub(at) > l.Hold) {
				since = now
			}
			well, at = enough, now
			trusted = enough && (trusted || now.Sub(since) >= l.Settle)
			var v safety.Verdict
			st, _, v = safety.Step(&l, st, s, energy.Want{}, energy.Dispatch, now)
			require.Equal(t, trusted, !v.Bounds.Has(energy.BoundStale))
			require.Equal(t, trusted, v.State != energy.Failsafe)
		}
	})
}

// Losing one reading never allows more, in either direction, than what was
// allowed with it, or 0 W. The ramp is left out: its start is the battery's
// power, which is no limit to lose.
func TestSilenceRelaxesNothing(t *testing.T) {
	everyTick(t, func(t *rapid.T, k tick) {
		for i, lose := range losses {
			l, s := *k.limits, k.snap
			l.Ramp = safety.Ramp{}
			with := reach(&l, k, s)
			lose(&s, k.now)
			without := reach(&l, k, s)
			require.LessOrEqual(t, without.Max, max(with.Max, 0), "loss %d", i)
			require.GreaterOrEqual(t, without.Min, min(with.Min, 0), "loss %d", i)
		}
	})
}

var losses = []func(*energy.Snapshot, time.Time){
	func(s *energy.Snapshot, _ time.Time) { s.Battery = s.Battery.Lost() },
	func(s *energy.Snapshot, _ time.Time) { s.Grid = s.Grid.Lost() },
	func(s *energy.Snapshot, _ time.Time) { s.SoC = s.SoC.Doubt() },
	func(s *energy.Snapshot, _ time.Time) { s.MaxCharge = s.MaxCharge.Lost() },
	func(s *energy.Snapshot, _ time.Time) { s.MaxDischarge = s.MaxDischarge.Doubt() },
	func(s *energy.Snapshot, _ time.Time) { s.Temperature = s.Temperature.Lost() },
	func(s *energy.Snapshot, now time.Time) {
		v, _ := s.Grid.Value()
		s.Grid = energy.Read(v, now.Add(-time.Hour))
	},
	func(s *energy.Snapshot, _ time.Time) { *s = energy.Snapshot{} },
}

// reach returns the lowest and the highest power that s lets through.
func reach(l *safety.Limits, k tick, s energy.Snapshot) energy.Envelope {
	f := func(wish energy.Watts) energy.Watts {
		_, set, _ := safety.Step(l, k.before, s, energy.WantPower(wish), energy.Dispatch, k.now)
		p, _ := set.Power()
		return p
	}
	return energy.Envelope{Min: f(-math.MaxFloat64), Max: f(math.MaxFloat64)}
}
