package safety_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func TestGridReadingBeyondTheConnectionIsNotBelieved(t *testing.T) {
	l := limits()
	l.Export, l.Connection = capped(1000), capped(10000)
	f := func(grid, want energy.Watts, bounds energy.Bounds) {
		t.Helper()
		_, set, v := safety.Step(&l, safety.State{}, snapshot(grid, 0, 0.5), energy.WantPower(2500), energy.Dispatch, start)
		p, _ := set.Power()
		require.Equal(t, want, p)
		require.Equal(t, bounds, v.Bounds)
	}
	f(-10000, 2500, 0)
	f(-10001, 0, energy.BoundExport|energy.BoundStale)
	f(10001, 0, energy.BoundExport|energy.BoundStale)
	f(-1e300, 0, energy.BoundExport|energy.BoundStale)
}

// With an export limit the battery's own power is part of the sum that is held.
func TestBatteryReadingBeyondItsRatingIsNotBelieved(t *testing.T) {
	l := limits()
	l.Export, l.Battery = capped(1000), capped(6000)
	f := func(battery, want energy.Watts, bounds energy.Bounds) {
		t.Helper()
		_, set, v := safety.Step(&l, safety.State{}, snapshot(battery, battery, 0.5), energy.WantPower(500), energy.Dispatch, start)
		p, _ := set.Power()
		require.Equal(t, want, p)
		require.Equal(t, bounds, v.Bounds)
	}
	f(-6000, 500, 0)
	f(6000, 500, 0)
	f(-6001, 0, energy.BoundExport|energy.BoundStale)
	f(6001, 0, energy.BoundExport|energy.BoundStale)
	f(65535*100, 0, energy.BoundExport|energy.BoundStale)
	l.Battery.Power = -1
	require.Contains(t, l.Flaw(), "battery")
}

// What is not a number cannot be read, and so closes what it guards.
func TestNoReadingIsNotANumber(t *testing.T) {
	l := limits()
	l.Export, l.Import, l.Temperature = capped(1000), capped(1000), safety.Span{Limited: true, Min: 0, Max: 50}
	f := func(spoil func(*energy.Snapshot, float64)) {
		t.Helper()
		for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
			for _, wish := range []energy.Watts{-800, 800} {
				s := wellAt(start)
				_, set, verdict := safety.Step(&l, safety.State{}, s, energy.WantPower(wish), energy.Dispatch, start)
				p, _ := set.Power()
				require.Equal(t, energy.Controlled, verdict.State)
				require.Equal(t, wish, p)
				spoil(&s, v)
				_, set, verdict = safety.Step(&l, safety.State{}, s, energy.WantPower(wish), energy.Dispatch, start)
				p, _ = set.Power()
				require.Equal(t, energy.Failsafe, verdict.State)
				require.True(t, p == 0 || p == wish, "%v", p)
			}
		}
	}
	f(func(s *energy.Snapshot, v float64) { s.Grid = energy.Read(energy.Watts(v), start) })
	f(func(s *energy.Snapshot, v float64) { s.Battery = energy.Read(energy.Watts(v), start) })
	f(func(s *energy.Snapshot, v float64) { s.SoC = energy.Read(energy.Ratio(v), start) })
	f(func(s *energy.Snapshot, v float64) { s.MaxCharge = energy.Read(energy.Watts(v), start) })
	f(func(s *energy.Snapshot, v float64) { s.MaxDischarge = energy.Read(energy.Watts(v), start) })
	f(func(s *energy.Snapshot, v float64) { s.Temperature = energy.Read(energy.Celsius(v), start) })
}

// The battery's own limit binds in the tick in which it was read, also in the
// middle of a command.
func TestFault079_LowerBatteryLimitIsObeyedAtOnce(t *testing.T) {
	l := limits()
	f := func(wish energy.Watts, lower func(*energy.Snapshot), want energy.Watts) {
		t.Helper()
		st, set, _ := safety.Step(&l, safety.State{}, wellAt(start), energy.WantPower(wish), energy.Dispatch, start)
		p, _ := set.Power()
		require.Equal(t, wish, p)
		now := start.Add(time.Second)
		s := wellAt(now)
		lower(&s)
		_, set, v := safety.Step(&l, st, s, energy.WantPower(wish), energy.Dispatch, now)
		p, _ = set.Power()
		require.Equal(t, want, p)
		require.Equal(t, energy.Limited, v.State)
		require.Equal(t, energy.BoundBattery, v.Bounds)
	}
	low := energy.Read(energy.Watts(700), start.Add(time.Second))
	none := energy.Read(energy.Watts(0), start.Add(time.Second))
	f(2500, func(s *energy.Snapshot) { s.MaxDischarge = low }, 700)
	f(-2500, func(s *energy.Snapshot) { s.MaxCharge = low }, -700)
	f(2500, func(s *energy.Snapshot) { s.MaxDischarge = none }, 0)
}

// A limit that is missing, doubtful, old or absurd is 0 W in its direction and
// leaves the other as it is.
func TestFault080_BatteryLimitMissingOrAbsurdIsNoPower(t *testing.T) {
	l := limits()
	now := start.Add(time.Minute)
	well, _, _ := safety.Step(&l, safety.State{}, wellAt(now), energy.Want{}, energy.NoWish, now)
	f := func(bad energy.Reading[energy.Watts]) {
		t.Helper()
		for _, c := range []struct{ wish, charge, discharge energy.Watts }{{2000, 2000, 0}, {-2000, 0, -2000}} {
			s := wellAt(now)
			s.MaxCharge = bad
			_, set, v := safety.Step(&l, well, s, energy.WantPower(c.wish), energy.Dispatch, now)
			p, _ := set.Power()
			require.Equal(t, c.charge, p, "charge limit lost")
			require.Equal(t, energy.Failsafe, v.State)
			s = wellAt(now)
			s.MaxDischarge = bad
			_, set, _ = safety.Step(&l, well, s, energy.WantPower(c.wish), energy.Dispatch, now)
			p, _ = set.Power()
			require.Equal(t, c.discharge, p, "discharge limit lost")
		}
	}
	f(energy.Reading[energy.Watts]{})
	f(energy.Read(energy.Watts(-1), now))
	f(energy.Read(energy.Watts(3.4e6), now)) // 65535 A
	f(energy.Read(energy.Watts(math.NaN()), now))
	f(energy.Read(energy.Watts(math.Inf(1)), now))
	f(energy.Read(energy.Watts(4000), now).Doubt())
	f(energy.Read(energy.Watts(4000), start))
	f(energy.Read(energy.Watts(4000), now.Add(time.Minute)))
}
