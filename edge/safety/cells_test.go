package safety_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// follow steps one home second by second through snapshots made from wellAt.
func follow(t *testing.T, l safety.Limits) func(change func(*energy.Snapshot), wish, want energy.Watts, bounds energy.Bounds) {
	t.Helper()
	require.Empty(t, l.Flaw())
	st, now := safety.State{}, start
	return func(change func(*energy.Snapshot), wish, want energy.Watts, bounds energy.Bounds) {
		t.Helper()
		now = now.Add(time.Second)
		s := wellAt(now)
		change(&s)
		var set safety.Setpoint
		var v safety.Verdict
		st, set, v = safety.Step(&l, st, s, energy.WantPower(wish), energy.SelfConsumption, now)
		p, asked := set.Power()
		require.True(t, asked)
		require.InDelta(t, float64(want), float64(p), 1e-6)
		require.Equal(t, bounds, v.Bounds)
		require.True(t, v.Envelope.Contains(p))
	}
}

// Discharge tapers and stops with the lowest cell, charge with the highest;
// either returns only well inside.
func TestCellsTaperAndStop(t *testing.T) {
	l := limits()
	l.Cells = safety.Cells{Limited: true, Min: 2.8, Max: 3.6, Taper: 0.2, Hysteresis: 0.1}
	l.Ages.Cells = 3 * time.Second
	step := follow(t, l)
	f := func(low, high energy.Volts, wish, want energy.Watts, bounds energy.Bounds) {
		t.Helper()
		step(func(s *energy.Snapshot) {
			s.CellMin, s.CellMax = energy.Read(low, s.Temperature.At()), energy.Read(high, s.Temperature.At())
		}, wish, want, bounds)
	}
	f(3.2, 3.3, 3000, 3000, 0)
	f(2.9, 3.3, 3000, 2500, energy.BoundCell)
	f(2.82, 3.3, 3000, 500, energy.BoundCell)
	f(2.8, 3.3, 3000, 0, energy.BoundCell)
	f(2.8, 3.3, -3000, -3000, 0)
	f(2.89, 3.3, 3000, 0, energy.BoundCell)
	f(2.9, 3.3, 3000, 2500, energy.BoundCell)
	f(3.2, 3.5, -3000, -2500, energy.BoundCell)
	f(3.2, 3.6, -3000, 0, energy.BoundCell)
	f(3.2, 3.55, -3000, 0, energy.BoundCell)
	f(3.2, 3.55, 3000, 3000, 0)
	f(3.2, 3.49, -3000, -2750, energy.BoundCell)
	f(3.4, 3.3, 1000, 0, energy.BoundCell|energy.BoundStale) // the lowest above the highest
	f(0.3, 3.3, -1000, 0, energy.BoundCell|energy.BoundStale)
	f(3.2, 5.1, 1000, 0, energy.BoundCell|energy.BoundStale)
	step(func(*energy.Snapshot) {}, 1000, 0, energy.BoundCell|energy.BoundStale)
}

// Power falls in a straight line to the ends of the temperature range, and
// below 0 °C a battery of iron phosphate is discharged and not charged.
func TestTemperatureDerates(t *testing.T) {
	l := limits()
	l.Temperature = safety.Span{Limited: true, Min: -20, Max: 55, Hysteresis: 1, Derate: 10}
	l.Charging = safety.Span{Limited: true, Min: 0, Max: 45, Hysteresis: 1, Derate: 10}
	step := follow(t, l)
	f := func(warm energy.Celsius, wish, want energy.Watts, bounds energy.Bounds) {
		t.Helper()
		step(func(s *energy.Snapshot) { s.Temperature = energy.Read(warm, s.Temperature.At()) }, wish, want, bounds)
	}
	const hot = energy.BoundTemperature
	f(20, -3000, -3000, 0)
	f(5, -3000, -2500, hot)
	f(1, -3000, -500, hot)
	f(0, -3000, 0, hot)
	f(-0.1, -3000, 0, hot)
	f(-0.1, 3000, 3000, 0)
	f(0.9, -3000, 0, hot)
	f(1, -3000, -500, hot)
	f(-15, 3000, 2500, hot)
	f(-20, 3000, 0, hot)
	f(-21, 3000, 0, hot)
	f(-19.5, 3000, 0, hot)
	f(-19, 3000, 500, hot)
	f(40, -3000, -2500, hot)
	f(46, -3000, 0, hot)
	f(46, 3000, 3000, 0)
	f(50, 3000, 2500, hot)
	f(120, 3000, 0, hot|energy.BoundStale)
}

func TestFlawsOfTheNewLimitsAreNamed(t *testing.T) {
	f := func(change func(*safety.Limits), says string) {
		t.Helper()
		l := limits()
		require.Empty(t, l.Flaw())
		change(&l)
		require.Contains(t, l.Flaw(), says)
	}
	f(func(l *safety.Limits) { l.Cells = safety.Cells{Limited: true, Max: 3} }, "cells")
	f(func(l *safety.Limits) { l.Cells = safety.Cells{Limited: true, Min: 3, Max: 3.1, Hysteresis: 0.1} }, "cells")
	f(func(l *safety.Limits) { l.Charging = safety.Span{Limited: true, Min: 3, Max: 1} }, "temperature")
	f(func(l *safety.Limits) { l.Temperature = safety.Span{Limited: true, Max: 50, Derate: -1} }, "derating")
	f(func(l *safety.Limits) { l.Fuse = safety.Fuse{Limited: true, Current: 35, Voltage: 230} }, "phase")
	f(func(l *safety.Limits) { l.BatteryExport = capped(-1) }, "battery export")
	f(func(l *safety.Limits) { l.Swings = safety.Swings{Limited: true} }, "swings")
	f(func(l *safety.Limits) { l.Swings = safety.Swings{Limited: true, PerHour: 31} }, "30")
	f(func(l *safety.Limits) { l.Daily = safety.Daily{Limited: true, Energy: -1} }, "daily")
	f(func(l *safety.Limits) { l.Jumps = safety.Jumps{Limited: true, SoC: -1} }, "jumps")
	f(func(l *safety.Limits) { l.Frozen = safety.Frozen{Limited: true} }, "frozen")
	f(func(l *safety.Limits) { l.Balance = safety.Balance{Limited: true} }, "balance")
	f(func(l *safety.Limits) { l.Proof = safety.Proof{Limited: true} }, "proof")
	f(func(l *safety.Limits) { l.Live.Reserve = 1.1 }, "live")
	f(func(l *safety.Limits) { l.Live.Import = capped(-1) }, "live")
}
