package safety_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// bad returns reading r after one of the faults a sensor can have. held is the
// last good reading.
func bad[T ~float64](fault string, r, held energy.Reading[T], jump T) energy.Reading[T] {
	v, _ := r.Value()
	switch fault {
	case "stale":
		return held
	case "nan":
		return energy.Reading[T]{}
	case "frozen":
		was, _ := held.Value()
		return energy.Read(was, r.At())
	case "flipped":
		return energy.Read(-v, r.At())
	case "tenfold":
		return energy.Read(10*v, r.At())
	case "jump":
		return energy.Read(v+jump, r.At())
	}
	panic("BUG: no such fault: " + fault)
}

// Each signal with each fault, in a home whose battery is wished to follow a
// square wave of 2.5 kW around an export limit of 1 kW. By the deadline the
// verdict says that something is wrong, and what needs the signal has ended.
// The export never leaves its limit for the 15 s that G100 counts, and no more
// at all once the retries are over.
func TestFault078_BadSensorIsSafeByItsDeadline(t *testing.T) {
	type spoiler = func(s *energy.Snapshot, fault string, held energy.Snapshot)
	signals := map[string]spoiler{
		"grid": func(s *energy.Snapshot, f string, held energy.Snapshot) { s.Grid = bad(f, s.Grid, held.Grid, 40_000) },
		"battery": func(s *energy.Snapshot, f string, held energy.Snapshot) {
			s.Battery = bad(f, s.Battery, held.Battery, 4000)
		},
		"inverter": func(s *energy.Snapshot, f string, held energy.Snapshot) {
			s.Inverter = bad(f, s.Inverter, held.Inverter, 4000)
		},
		"soc": func(s *energy.Snapshot, f string, held energy.Snapshot) { s.SoC = bad(f, s.SoC, held.SoC, 0.3) },
		"heat": func(s *energy.Snapshot, f string, held energy.Snapshot) {
			s.Temperature = bad(f, s.Temperature, held.Temperature, -40)
		},
		"cells": func(s *energy.Snapshot, f string, held energy.Snapshot) {
			s.CellMin, s.CellMax = bad(f, s.CellMin, held.CellMin, 2), bad(f, s.CellMax, held.CellMax, 2)
		},
		"phases": func(s *energy.Snapshot, f string, held energy.Snapshot) {
			for i := range s.Phases {
				s.Phases[i] = bad(f, s.Phases[i], held.Phases[i], 100)
			}
		},
		"discharge": func(s *energy.Snapshot, f string, held energy.Snapshot) {
			s.MaxDischarge = bad(f, s.MaxDischarge, held.MaxDischarge, -6000)
		},
	}
	f := func(signal, fault string, deadline int, want energy.Bounds) {
		t.Helper()
		t.Run(signal+" "+fault, func(t *testing.T) {
			h := settled(t)
			square := func() energy.Want { return energy.WantPower(energy.Watts(500 + 2500*(h.now.Unix()/15%2))) }
			h.run(60, square)
			require.NotZero(t, h.battery)
			held := h.snapshot()
			h.spoil = func(s *energy.Snapshot, _ *home) { signals[signal](s, fault, held) }
			var seen energy.Bounds
			over := 0
			for i := range 1500 {
				h.tick(square())
				seen |= h.verdict.Bounds
				if over++; h.grid() <= 1000 {
					over = 0
				}
				require.Less(t, over, 15, "s over the export limit, after %d s", i)
				require.False(t, i > 1200 && over > 0, "over the export limit after %d s", i)
				if i == deadline {
					require.True(t, seen.Has(want), "%v by the deadline, want %v", seen, want)
				}
				if p, asked := h.set.Power(); i >= deadline && asked && want == energy.BoundStale {
					require.LessOrEqual(t, p, energy.Watts(0), "after %d s", i)
				}
			}
		})
	}
	const stale, odd = energy.BoundStale, energy.BoundImplausible
	f("grid", "stale", 7, stale)
	f("grid", "nan", 2, stale)
	f("grid", "frozen", 125, stale|odd)
	f("grid", "flipped", 60, odd)
	f("grid", "tenfold", 60, odd)
	f("grid", "jump", 2, stale)
	f("battery", "stale", 7, stale)
	f("battery", "nan", 2, stale)
	f("battery", "frozen", 60, energy.BoundExport)
	f("battery", "flipped", 10, energy.BoundUnproven)
	f("battery", "tenfold", 10, energy.BoundUnproven)
	f("battery", "jump", 10, odd)
	f("inverter", "flipped", 30, odd)
	f("inverter", "tenfold", 30, odd)
	f("inverter", "jump", 10, odd)
	f("inverter", "frozen", 30, odd)
	f("soc", "stale", 62, stale)
	f("soc", "nan", 2, stale)
	f("soc", "flipped", 2, stale)
	f("soc", "tenfold", 2, stale)
	f("soc", "jump", 2, stale|odd)
	f("heat", "stale", 62, stale)
	f("heat", "nan", 2, stale)
	f("heat", "flipped", 2, stale|odd)
	f("heat", "tenfold", 2, stale)
	f("heat", "jump", 2, stale|odd)
	f("cells", "stale", 62, stale)
	f("cells", "nan", 2, stale)
	f("cells", "flipped", 2, stale)
	f("cells", "tenfold", 2, stale)
	f("cells", "jump", 2, stale)
	f("phases", "stale", 7, stale)
	f("phases", "nan", 2, stale)
	f("phases", "jump", 2, stale)
	f("discharge", "stale", 7, stale)
	f("discharge", "nan", 2, stale)
	f("discharge", "flipped", 2, stale)
	f("discharge", "jump", 2, stale)
}

// A gauge that does not move while a tenth of the capacity does is not
// believed, and that holds until it moves.
func TestFault078_FrozenGaugeEndsDischarge(t *testing.T) {
	h := settled(t)
	h.load = -5000
	h.spoil = func(s *energy.Snapshot, h *home) { s.SoC = energy.Read(energy.Ratio(0.6), h.now) }
	h.run(3600, always(4000))
	require.Zero(t, h.power())
	require.True(t, h.verdict.Bounds.Has(energy.BoundStale|energy.BoundImplausible))
	require.InDelta(t, 0.5, float64(h.soc), 0.01)
	h.spoil = func(s *energy.Snapshot, h *home) {
		s.SoC, s.Capacity = energy.Read(energy.Ratio(0.6), h.now), s.Capacity.Lost()
	}
	h.run(60, always(4000))
	require.Zero(t, h.power(), "silence of another reading does not lift it")
	h.spoil = nil
	h.run(120, always(4000))
	require.EqualValues(t, 4000, h.power())
}

func TestFault078_FrozenGaugeIsTriedAgainOnceCleared(t *testing.T) {
	h := settled(t)
	h.load = -5000
	h.spoil = func(s *energy.Snapshot, h *home) { s.SoC = energy.Read(energy.Ratio(0.6), h.now) }
	h.run(1200, always(4000))
	require.Zero(t, h.power())
	h.state = h.state.Cleared()
	h.run(20, always(4000))
	require.EqualValues(t, 4000, h.power())
	h.run(1200, always(4000))
	require.Zero(t, h.power())
}

// A full battery that balances its cells takes energy that its gauge cannot
// show.
func TestFullBatteryIsNotTakenForFrozen(t *testing.T) {
	h := settled(t)
	h.limits.Charging, h.limits.Proof = safety.Span{}, safety.Proof{}
	h.pv, h.load = 4000, -500
	h.spoil = func(s *energy.Snapshot, h *home) {
		s.SoC, s.Battery = energy.Read(energy.Ratio(1), h.now), energy.Read(energy.Watts(-1000), h.now)
		s.Inverter = energy.Read(h.pv-1000, h.now)
	}
	h.limits.Jumps = safety.Jumps{}
	h.run(2*3600, func() energy.Want { return energy.Want{} })
	require.False(t, h.verdict.Bounds.Has(energy.BoundStale))
}

// A meter that freezes while the battery gives all it can has nothing to follow. What
// the home draws may fall meanwhile: after a while the battery is sounded, and that shows it.
func TestFault078_FrozenMeterAboveABatteryThatDoesNotMove(t *testing.T) {
	h := settled(t)
	h.load = -7000
	h.run(30, always(5000))
	require.EqualValues(t, 5000, h.battery)
	h.spoil = func(s *energy.Snapshot, h *home) { s.Grid = energy.Read(energy.Watts(-2000), h.now) }
	h.run(60, always(5000))
	h.load = -100
	h.run(205, always(5000))
	require.Zero(t, h.battery)
	require.Equal(t, energy.Failsafe, h.verdict.State)
	h.run(3600, always(5000))
	require.Zero(t, h.battery, "not tried again while the meter stands still")
	h.spoil = nil
	h.load = -7000
	h.run(30, always(5000))
	require.EqualValues(t, 5000, h.battery)
}

// Near 0 W it looks like a home that takes up what it makes, until it does not show a sounding.
func TestFault078_AMeterFrozenNear0W(t *testing.T) {
	f := func(load, sun energy.Watts, wish energy.Watts) {
		t.Helper()
		h := settled(t)
		h.limits.Export = capped(0)
		h.load = load
		h.run(30, always(wish))
		require.Equal(t, wish, h.battery)
		g := h.grid()
		h.spoil = func(s *energy.Snapshot, h *home) {
			s.Grid = energy.Read(g, h.now)
			s.PV, s.Inverter = energy.Read(h.pv, h.now), energy.Read(h.pv+h.battery, h.now)
		}
		h.load, h.pv = load/2, sun
		h.run(270, always(wish))
		require.Zero(t, h.battery)
		require.Equal(t, energy.Failsafe, h.verdict.State)
	}
	f(-360, 0, 360)
	f(-5000, 0, 5000)
	f(-1000, 1000, 998)
	f(-120, 0, 100)
}

// One that froze where an import limit has the battery give is found too: the cut is
// undone for the limit's sake, and the meter is not believed for that.
func TestFault078_AMeterFrozenAtAnImportLimit(t *testing.T) {
	h := settled(t)
	h.limits.Import, h.limits.Proof = capped(5000), safety.Proof{}
	h.load = -9000
	h.run(60, always(0))
	require.InDelta(t, 4000, float64(h.battery), 1)
	g := h.grid()
	h.spoil = func(s *energy.Snapshot, h *home) { s.Grid = energy.Read(g, h.now) }
	h.load = -100
	h.run(480, always(0))
	require.Equal(t, energy.Failsafe, h.verdict.State)
	require.LessOrEqual(t, h.battery, energy.Watts(0))
}

// An inverter that keeps the connection at 0 W by itself, beside a meter of coarse
// steps, is no frozen meter.
func TestPVThatFollowsLoadsIsNoFrozenMeter(t *testing.T) {
	h := settled(t)
	h.limits.Export = capped(0)
	for i := range 3600 {
		h.load = -1000 - energy.Watts(i/120%2)*2000
		h.pv = -h.load
		h.tick(energy.WantPower(0))
		require.NotEqual(t, energy.Failsafe, h.verdict.State, "second %d", i)
	}
}

// What the frequency asks for, and a wish for much more, are not held back.
func TestASoundingHoldsBackNoFrequencyResponse(t *testing.T) {
	f := func(layer energy.Layer) {
		t.Helper()
		h := settled(t)
		h.limits.Ramp, h.load = safety.Ramp{}, -5500
		h.run(5, always(1200))
		for i := 0; !h.verdict.Bounds.Has(energy.BoundSounding); i++ {
			require.Less(t, i, 300)
			h.tick(energy.WantPower(1200))
		}
		h.now = h.now.Add(time.Second)
		_, set, _ := safety.Step(&h.limits, h.state, h.snapshot(), energy.WantPower(4000), layer, h.now)
		p, _ := set.Power()
		require.EqualValues(t, 4000, p)
	}
	f(energy.Frequency)
	f(energy.Dispatch)
}

// A home that draws the very same for long is not taken for one whose meter is frozen:
// of what its battery gives a little is missing, for as long as a look takes.
func TestAHomeThatDrawsTheSameForLongIsBelieved(t *testing.T) {
	h := settled(t)
	h.load = -7000
	h.run(10, always(5000))
	less, short := energy.Watts(0), 0
	for range 2700 {
		h.tick(energy.WantPower(5000))
		require.NotEqual(t, energy.Failsafe, h.verdict.State)
		if h.power() < 5000 {
			less, short = max(less, 5000-h.power()), short+1
		}
	}
	require.LessOrEqual(t, less, energy.Watts(250))
	require.Positive(t, short)
	require.Less(t, short, 15*5, "once in three minutes")
}

// The larger the moves are that a meter does not show, the sooner it is not believed.
func TestFault078_AFrozenMeterIsFoundByHowFarTheBatteryMoved(t *testing.T) {
	f := func(first, second energy.Watts, least, most int) {
		t.Helper()
		h := settled(t)
		h.limits.Frozen = safety.Frozen{Limited: true, After: time.Minute, Power: 1000, Share: 0.1}
		h.limits.Proof, h.limits.Balance, h.limits.Ramp = safety.Proof{}, safety.Balance{}, safety.Ramp{}
		h.run(30, always(first))
		h.load -= 1
		h.run(1, always(first))
		held := h.snapshot().Grid
		g, _ := held.Value()
		h.spoil = func(s *energy.Snapshot, h *home) { s.Grid = energy.Read(g, h.now) }
		at := 0
		for ; at < 300 && !h.verdict.Bounds.Has(energy.BoundImplausible); at++ {
			h.tick(energy.WantPower(second))
		}
		require.GreaterOrEqual(t, at, least)
		require.LessOrEqual(t, at, most)
	}
	f(0, -1100, 50, 65)
	f(0, -2000, 28, 40)
	f(0, -4000, 14, 25)
	f(1000, -4000, 13, 25)
	f(0, -900, 300, 300)
}

// A battery at rest draws a little, and its gauge need not show that, night after night.
func TestAGaugeOfABatteryAtRestIsBelieved(t *testing.T) {
	h := settled(t)
	h.limits.Jumps, h.limits.Proof, h.limits.Balance = safety.Jumps{}, safety.Proof{}, safety.Balance{}
	h.spoil = func(s *energy.Snapshot, h *home) {
		s.SoC, s.Battery = energy.Read(energy.Ratio(0.5), h.now), energy.Read(energy.Watts(-45), h.now)
		s.Inverter = energy.Read(h.pv-45, h.now)
	}
	h.run(48*3600, always(0))
	require.False(t, h.verdict.Bounds.Has(energy.BoundStale))
}

// Near the reserve a gauge that stands still is believed for no more than what is left.
func TestFault078_AFrozenGaugeNearTheReserveIsFoundSooner(t *testing.T) {
	h := settled(t)
	h.load = -5000
	h.limits.Reserve = 0.58
	h.spoil = func(s *energy.Snapshot, h *home) { s.SoC = energy.Read(energy.Ratio(0.6), h.now) }
	h.run(3600, always(4000))
	require.Zero(t, h.power())
	require.InDelta(t, 0.56, float64(h.soc), 0.005)
}

// A fuse is kept by the meter as much as any limit is: a meter that stands still above a
// battery that charges with more than half of what the fuse bears is sounded.
func TestFault078_AFrozenMeterBelowAFuse(t *testing.T) {
	h := settled(t)
	h.limits.Import, h.limits.Fuse.Current = safety.Cap{}, 16
	h.run(60, always(-5500))
	held := h.snapshot()
	h.spoil = func(s *energy.Snapshot, h *home) { frozen(s, &held, h.now) }
	h.load = -9000
	h.run(250, always(-5500))
	require.True(t, h.verdict.Bounds.Has(energy.BoundImplausible))
	require.Zero(t, h.power())
}

// frozen has a meter tell what it held.
func frozen(s, held *energy.Snapshot, now time.Time) {
	g, _ := held.Grid.Value()
	s.Grid = energy.Read(g, now)
	for i := range s.Phases {
		a, _ := held.Phases[i].Value()
		s.Phases[i] = energy.Read(a, now)
	}
}

// A meter freezes whole: what it last told of the phases is believed no more than the power,
// or a fuse that seems to be passed would have the battery feed the grid for as long as that lasts.
func TestFault078_AFrozenMeterIsNotBelievedOfItsPhases(t *testing.T) {
	h := settled(t)
	h.limits.Export, h.limits.Fuse.Current = capped(0), 16
	h.load = -14_000
	h.run(60, always(0))
	require.True(t, h.verdict.Bounds.Has(energy.BoundFuse))
	require.Positive(t, h.power(), "the fuse has the battery help")
	held := h.snapshot()
	h.spoil = func(s *energy.Snapshot, h *home) { frozen(s, &held, h.now) }
	h.load = -600
	h.run(250, always(0))
	require.True(t, h.verdict.Bounds.Has(energy.BoundImplausible))
	require.Zero(t, h.power())
}
