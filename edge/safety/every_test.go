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

func maybe(t *rapid.T, name string) bool { return rapid.Bool().Draw(t, name) }

func upTo[T ~float64](t *rapid.T, name string, most float64) T {
	return T(rapid.Float64Range(0, most).Draw(t, name))
}

// drawEvery draws limits of every kind there is.
func drawEvery(t *rapid.T) safety.Limits {
	l := drawLimits(t)
	l.BatteryExport = safety.Cap{Limited: maybe(t, "own export"), Power: upTo[energy.Watts](t, "own", 5000)}
	l.Temperature.Derate = upTo[energy.Celsius](t, "derate", 20)
	l.Charging = safety.Span{Limited: maybe(t, "charging"), Min: 0, Max: 45, Hysteresis: 2, Derate: upTo[energy.Celsius](t, "charge derate", 20)}
	l.Cells = safety.Cells{Limited: maybe(t, "cells"), Min: 2.8, Max: 3.6, Taper: upTo[energy.Volts](t, "taper", 0.3), Hysteresis: 0.05}
	l.Fuse = safety.Fuse{Limited: maybe(t, "fuse"), Current: 1 + upTo[energy.Amperes](t, "amperes", 60), Voltage: 207,
		Feeds: [3]bool{true, maybe(t, "L2"), maybe(t, "L3")}}
	l.Swings = safety.Swings{Limited: maybe(t, "swings"), Band: upTo[energy.Watts](t, "band", 1000), Dwell: drawSeconds(t, "dwell", 0, 60), PerHour: 12}
	l.Daily = safety.Daily{Limited: maybe(t, "daily"), Energy: upTo[energy.WattHours](t, "energy", 50)}
	l.Jumps = safety.Jumps{Limited: maybe(t, "jumps"), SoC: 0.5, Temperature: 30}
	l.Frozen = safety.Frozen{Limited: maybe(t, "frozen"), After: 5 * time.Second, Power: 100, Share: 0.01}
	l.Balance = safety.Balance{Limited: maybe(t, "balance"), Tolerance: 5000, After: 5 * time.Second, Pause: 10 * time.Second, Tries: 2}
	l.Proof = safety.Proof{Limited: maybe(t, "proof"), Settle: 5 * time.Second, Tolerance: 4000, Pause: 10 * time.Second, Tries: 2}
	l.Ages.Cells = drawSeconds(t, "cell age", 0, 60)
	l.Live = safety.Live{Reserve: upTo[energy.Ratio](t, "owner", 1), Lockout: rapid.IntRange(0, 9).Draw(t, "lockout") == 9,
		Export: safety.Cap{Limited: maybe(t, "operator export"), Power: upTo[energy.Watts](t, "exported", 8000)},
		Import: safety.Cap{Limited: maybe(t, "operator import"), Power: upTo[energy.Watts](t, "imported", 8000)}}
	return l
}

func drawWhole(t *rapid.T, now time.Time) energy.Snapshot {
	s := drawSnapshot(t, now)
	s.Inverter = drawReading[energy.Watts](t, "inverter", now, -9000, 9000)
	s.PV = drawReading[energy.Watts](t, "pv", now, 0, 9000)
	s.Capacity = drawReading[energy.WattHours](t, "capacity", now, 0, 20_000)
	s.CellMin = drawReading[energy.Volts](t, "lowest", now, 2.5, 3.3)
	s.CellMax = drawReading[energy.Volts](t, "highest", now, 3.3, 3.7)
	s.Islanded = drawReading[energy.Ratio](t, "islanded", now, 0, 0.6)
	for i := range s.Phases {
		s.Phases[i] = drawReading[energy.Amperes](t, "phase", now, -70, 70)
	}
	return s
}

// everyTickOfAll is everyTick over every limit and every reading.
func everyTickOfAll(t *testing.T, change func(*safety.Limits), check func(*rapid.T, tick)) {
	rapid.Check(t, func(t *rapid.T) {
		l, st, now := drawEvery(t), safety.State{}, start
		change(&l)
		require.Empty(t, l.Flaw())
		for range rapid.IntRange(1, 20).Draw(t, "ticks") {
			now = now.Add(time.Duration(rapid.IntRange(0, 4000).Draw(t, "passed")) * time.Millisecond)
			k := tick{limits: &l, before: st, snap: drawWhole(t, now), wish: drawWish(t), now: now}
			k.known = knownAt(&l, k.snap, now)
			st, k.set, k.verdict = safety.Step(&l, st, k.snap, k.wish, energy.Dispatch, now)
			check(t, k)
		}
	})
}

func unchanged(*safety.Limits) {}

// What the battery itself must not do, written out apart from the product.
func TestEveryLimitOfTheBatteryHolds(t *testing.T) {
	everyTickOfAll(t, unchanged, func(t *rapid.T, k tick) {
		p, asked := k.set.Power()
		l, s := k.limits, k.snap
		if asked {
			wish, _ := k.wish.Power()
			require.Equal(t, k.verdict.Envelope.Clamp(wish), p)
		}
		require.True(t, p.Abs() <= l.Rating && energy.IsFinite(p))
		if p == 0 {
			return
		}
		x, _ := s.SoC.Value()
		gives, _ := s.MaxDischarge.Value()
		takes, _ := s.MaxCharge.Value()
		warm, _ := s.Temperature.Value()
		low, _ := s.CellMin.Value()
		high, _ := s.CellMax.Value()
		require.True(t, k.known.soc)
		require.False(t, l.Proof.Limited && !k.known.battery)
		if p > 0 {
			require.True(t, x > max(l.Reserve, l.Live.Reserve) && k.known.discharge && p <= gives)
			require.False(t, l.Live.Lockout)
			require.False(t, l.Cells.Limited && !(low > l.Cells.Min && float64(p) <= straight(l.Rating, low-l.Cells.Min, l.Cells.Taper)))
		} else {
			require.True(t, x < l.MaxSoC && k.known.charge && -p <= takes)
			require.False(t, l.Cells.Limited && !(high < l.Cells.Max && float64(-p) <= straight(l.Rating, l.Cells.Max-high, l.Cells.Taper)))
			in := min(warm-l.Charging.Min, l.Charging.Max-warm)
			require.False(t, l.Charging.Limited && !(k.known.temperature && in >= 0 && float64(-p) <= straight(l.Rating, in, l.Charging.Derate)))
		}
		in := min(warm-l.Temperature.Min, l.Temperature.Max-warm)
		require.False(t, l.Temperature.Limited && !(k.known.temperature && in >= 0 && float64(p.Abs()) <= straight(l.Rating, in, l.Temperature.Derate)))
		forced := k.verdict.Bounds & (energy.BoundExport | energy.BoundImport | energy.BoundOperator | energy.BoundFuse)
		require.False(t, l.Daily.Limited && forced == 0 && p.Abs().Over(l.Hold) > l.Daily.Energy*1.000001)
	})
}

func straight[T ~float64](rating energy.Watts, x, width T) float64 {
	if x >= width {
		return float64(rating)
	}
	return float64(rating)*float64(x/width) + 1e-6
}

// What the connection must not carry: a command never makes it worse than its
// limits, but where the battery cannot do what would be needed.
func TestEveryLimitOfTheConnectionHolds(t *testing.T) {
	everyTickOfAll(t, unchanged, func(t *rapid.T, k tick) {
		p, asked := k.set.Power()
		if !asked || p == 0 {
			return
		}
		l, s := k.limits, k.snap
		g, _ := s.Grid.Value()
		b, _ := s.Battery.Value()
		slack := 1e-9*(g.Abs()+b.Abs()) + 1e-6
		fits := func(limit safety.Cap, sign energy.Watts) {
			if !limit.Limited || sign*p <= 0 {
				return
			}
			room := max(0, limit.Power-l.Margin) + sign*(b-g)
			pushed := k.verdict.Bounds.Has(energy.BoundFuse) || k.verdict.Bounds.Has(energy.BoundImport)
			require.True(t, k.known.grid && k.known.battery && (sign*p <= room+slack || pushed), "%v of %v", p, room)
		}
		fits(l.Export, 1)
		fits(l.Live.Export, 1)
		fits(l.Live.Import, -1)
		if l.Fuse.Limited {
			fed := 0.0
			for _, on := range l.Fuse.Feeds {
				if on {
					fed++
				}
			}
			for i, on := range l.Fuse.Feeds {
				a, _ := s.Phases[i].Value()
				then := float64(a) + float64(p-b)/207/fed
				worse := then*float64(p) > 0 // it pushes this phase further out
				require.False(t, on && worse && math.Abs(then) > float64(l.Fuse.Current)+1e-6, "phase %d at %v A", i+1, then)
			}
		}
	})
}

// The same input gives the same output, no input at all panics, and what goes
// out is a number.
func TestStepIsAFunction(t *testing.T) {
	everyTickOfAll(t, unchanged, func(t *rapid.T, k tick) {
		for _, layer := range []energy.Layer{energy.NoWish, energy.Dispatch, energy.Frequency, energy.Owner, 200} {
			st, set, v := safety.Step(k.limits, k.before, k.snap, k.wish, layer, k.now)
			again, same, alike := safety.Step(k.limits, k.before, k.snap, k.wish, layer, k.now)
			require.True(t, st == again && set == same && v == alike)
			sun, _ := set.Curtail()
			require.True(t, sun >= 0 && energy.IsFinite(sun))
			back := k.now.Add(-time.Hour) // and when time runs backwards
			_, set, _ = safety.Step(k.limits, st, k.snap, k.wish, layer, back)
			p, _ := set.Power()
			require.True(t, energy.IsFinite(p))
		}
	})
}

// Losing any reading never allows more, in either direction, than what was
// allowed with it, or 0 W, whatever limits there are. What Balance finds it
// finds in two readings, and so not in the tick in which one is lost.
func TestSilenceRelaxesNoLimitAtAll(t *testing.T) {
	lost := append([]func(*energy.Snapshot, time.Time){
		func(s *energy.Snapshot, _ time.Time) { s.CellMin = s.CellMin.Lost() },
		func(s *energy.Snapshot, _ time.Time) { s.CellMax = s.CellMax.Doubt() },
		func(s *energy.Snapshot, _ time.Time) { s.Phases[0] = s.Phases[0].Lost() },
		func(s *energy.Snapshot, _ time.Time) { s.PV = s.PV.Lost() },
		func(s *energy.Snapshot, _ time.Time) { s.Capacity = energy.Reading[energy.WattHours]{} },
	}, losses...)
	change := func(l *safety.Limits) { l.Balance, l.Ramp, l.Frozen = safety.Balance{}, safety.Ramp{}, safety.Frozen{} }
	everyTickOfAll(t, change, func(t *rapid.T, k tick) {
		for i, lose := range lost {
			s := k.snap
			with := reach(k.limits, k, s)
			lose(&s, k.now)
			if s.Islanded != k.snap.Islanded {
				s.Islanded = k.snap.Islanded.Lost()
			}
			if islanded(k.snap, k.limits, k.now) {
				continue // with the reading nothing was commanded, for it was fresh
			}
			without := reach(k.limits, k, s)
			require.LessOrEqual(t, without.Max, max(with.Max, 0), "loss %d", i)
			require.GreaterOrEqual(t, without.Min, min(with.Min, 0), "loss %d", i)
		}
	})
}

func islanded(s energy.Snapshot, l *safety.Limits, now time.Time) bool {
	x, _ := s.Islanded.Value()
	return stands(s.Islanded, now, l.Ages.Grid, 0.5, math.Inf(1)) && x >= 0.5
}
