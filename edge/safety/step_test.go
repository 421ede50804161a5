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

var start = time.Unix(1e9, 0)

func limits() safety.Limits {
	const age = 3 * time.Second
	return safety.Limits{Reserve: 0.1, MaxSoC: 0.95, SoCHysteresis: 0.02, Rating: 5000, Hold: 10 * time.Second,
		Ages: safety.Ages{Grid: age, Battery: age, SoC: age, Temperature: age}}
}

func snapshot(grid, battery energy.Watts, soc energy.Ratio) energy.Snapshot {
	return energy.Snapshot{Grid: energy.Read(grid, start), Battery: energy.Read(battery, start), SoC: energy.Read(soc, start),
		MaxCharge: energy.Read(energy.Watts(4000), start), MaxDischarge: energy.Read(energy.Watts(3000), start)}
}

func TestBounds(t *testing.T) {
	f := func(l safety.Limits, s energy.Snapshot, wish, want energy.Watts, state energy.SafetyState, bounds energy.Bounds) {
		t.Helper()
		well, _, _ := safety.Step(&l, safety.State{}, snapshot(0, 0, 0.5), energy.Want{}, energy.NoWish, start)
		_, set, v := safety.Step(&l, well, s, energy.WantPower(wish), energy.Dispatch, start)
		p, ok := set.Power()
		require.True(t, ok)
		require.Equal(t, want, p)
		require.Equal(t, state, v.State)
		require.Equal(t, bounds, v.Bounds)
	}
	l, export := limits(), limits()
	export.Export = safety.Cap{Limited: true, Power: 1000}
	f(l, snapshot(0, 0, 0.5), 2000, 2000, energy.Controlled, 0)
	f(l, snapshot(0, 0, 0.5), 9000, 3000, energy.Limited, energy.BoundRating|energy.BoundBattery)
	f(l, snapshot(0, 0, 0.1), 2000, 0, energy.Limited, energy.BoundSoCLow)
	f(l, snapshot(0, 0, 0.95), -2000, 0, energy.Limited, energy.BoundSoCHigh)
	f(export, snapshot(-500, 0, 0.5), 2000, 1500, energy.Limited, energy.BoundExport)
	f(export, snapshot(3000, 0, 0.5), 0, -2000, energy.Limited, energy.BoundExport)
	lost := snapshot(0, 0, 0.5)
	lost.Grid = lost.Grid.Lost()
	f(export, lost, 2000, 0, energy.Failsafe, energy.BoundExport|energy.BoundStale)
	f(export, lost, -2000, -2000, energy.Failsafe, energy.BoundStale)
	lost.SoC = lost.SoC.Lost()
	f(l, lost, -2000, 0, energy.Failsafe, energy.BoundSoCHigh|energy.BoundStale)
}

// Discharge stops at the reserve, and a reading that wavers by 1 % around it
// does not start it again.
func TestFault081_ReserveDoesNotChatter(t *testing.T) {
	l, st := limits(), safety.State{}
	f := func(soc energy.Ratio, want energy.Watts) {
		t.Helper()
		var set safety.Setpoint
		st, set, _ = safety.Step(&l, st, snapshot(0, 0, soc), energy.WantPower(1000), energy.Dispatch, start)
		p, _ := set.Power()
		require.Equal(t, want, p)
	}
	f(0.11, 1000)
	f(0.10, 0)
	for range 10 {
		f(0.11, 0)
		f(0.09, 0)
	}
	f(0.115, 0)
	f(0.125, 1000)
}

func TestUnsoundInputCommandsNothing(t *testing.T) {
	l := limits()
	_, set, v := safety.Step(&l, safety.State{}, snapshot(0, 0, 0.5), energy.WantPower(energy.Watts(math.NaN())), energy.Dispatch, start)
	require.Zero(t, set)
	require.Equal(t, energy.Failsafe, v.State)
	_, set, _ = safety.Step(nil, safety.State{}, snapshot(0, 0, 0.5), energy.WantPower(1), energy.Dispatch, start)
	require.Zero(t, set)
	require.Equal(t, energy.Failsafe, safety.State{}.Phase())
}

func TestOutputStaysInsideTheEnvelope(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, st, now := limits(), safety.State{}, start
		l.Export = safety.Cap{Limited: rapid.Bool().Draw(t, "export"), Power: 1000}
		l.Ramp = safety.Ramp{Limited: rapid.Bool().Draw(t, "ramp"), Rate: 200}
		for range 5 {
			now = now.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "dt")) * time.Second)
			watts := rapid.Float64Range(-20000, 20000)
			soc := energy.Ratio(rapid.Float64Range(-0.1, 1.1).Draw(t, "soc"))
			s := snapshot(energy.Watts(watts.Draw(t, "grid")), energy.Watts(watts.Draw(t, "battery")), soc)
			var set safety.Setpoint
			st, set, _ = safety.Step(&l, st, s, energy.WantPower(energy.Watts(rapid.Float64().Draw(t, "wish"))), energy.Dispatch, now)
			p, _ := set.Power()
			old := now.Sub(start) > 3*time.Second
			if p < -4000 || p > 3000 || (old && p != 0) || (soc <= 0.1 && p > 0) || (soc >= 0.95 && p < 0) {
				t.Fatalf("power %v at soc %v, old %v", p, soc, old)
			}
			g, _ := s.Grid.Value()
			b, _ := s.Battery.Value()
			if most := max(b+1000-g, -4000); l.Export.Limited && p > max(most, 0) {
				t.Fatalf("power %v above %v", p, most)
			}
		}
	})
}

func TestStepAllocatesNothing(t *testing.T) {
	f := func(l safety.Limits, s energy.Snapshot) {
		t.Helper()
		require.Zero(t, testing.AllocsPerRun(100, func() { safety.Step(&l, safety.State{}, s, energy.WantPower(1), energy.Dispatch, start) }))
	}
	f(limits(), snapshot(0, 0, 0.5))
	f(safety.Limits{}, snapshot(0, 0, 0.5))
	h := home{limits: everyCheck(), now: start, soc: 0.5}
	f(h.limits, h.snapshot())
	h.limits.Live.Lockout = true
	f(h.limits, h.snapshot())
	require.Zero(t, testing.AllocsPerRun(100, func() {
		safety.Excursions{}.Watch(&h.limits, energy.Read(energy.Watts(9000), start), energy.Reading[energy.Ratio]{}, start)
		safety.Operator{}.Beat(&operated, box, start).Cap(&operated, safety.Importing, start)
	}))
}
