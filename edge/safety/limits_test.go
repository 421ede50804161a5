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

func capped(p energy.Watts) safety.Cap { return safety.Cap{Limited: true, Power: p} }

// wellAt is a home at rest, read at now.
func wellAt(now time.Time) energy.Snapshot {
	return energy.Snapshot{Grid: energy.Read(energy.Watts(0), now), Battery: energy.Read(energy.Watts(0), now),
		SoC: energy.Read(energy.Ratio(0.5), now), MaxCharge: energy.Read(energy.Watts(4000), now),
		MaxDischarge: energy.Read(energy.Watts(3000), now), Temperature: energy.Read(energy.Celsius(20), now)}
}

func TestImportLimit(t *testing.T) {
	l := limits()
	l.Import, l.Margin = capped(2000), 100
	f := func(grid, battery, wish, want energy.Watts, bounds energy.Bounds) {
		t.Helper()
		well, _, _ := safety.Step(&l, safety.State{}, wellAt(start), energy.Want{}, energy.NoWish, start)
		_, set, v := safety.Step(&l, well, snapshot(grid, battery, 0.5), energy.WantPower(wish), energy.Dispatch, start)
		p, _ := set.Power()
		require.Equal(t, want, p)
		require.Equal(t, bounds, v.Bounds)
	}
	f(-500, 0, -1000, -1000, 0)
	f(-500, 0, -3000, -1400, energy.BoundImport)
	f(-1500, -1000, -3000, -1400, energy.BoundImport)
	f(-3000, 0, 0, 1100, energy.BoundImport)
	f(-9000, 0, 0, 3000, energy.BoundImport|energy.BoundRating|energy.BoundBattery)
	f(energy.Watts(math.NaN()), 0, -1000, 0, energy.BoundImport|energy.BoundStale)
	f(energy.Watts(math.NaN()), 0, 1000, 1000, energy.BoundStale)
}

func TestTemperatureStopsAndReturnsWellInside(t *testing.T) {
	l, st, now := limits(), safety.State{}, start
	l.Temperature = safety.Span{Limited: true, Min: 0, Max: 45, Hysteresis: 2}
	f := func(warm energy.Celsius, want energy.Watts, bounds energy.Bounds) {
		t.Helper()
		s := wellAt(now)
		s.Temperature = energy.Read(warm, now)
		var set safety.Setpoint
		var v safety.Verdict
		st, set, v = safety.Step(&l, st, s, energy.WantPower(1000), energy.Dispatch, now)
		p, _ := set.Power()
		require.Equal(t, want, p)
		require.Equal(t, bounds, v.Bounds)
	}
	f(45, 1000, 0)
	f(45.1, 0, energy.BoundTemperature)
	f(44, 0, energy.BoundTemperature)
	f(43, 1000, 0)
	f(-0.1, 0, energy.BoundTemperature)
	f(1, 0, energy.BoundTemperature)
	f(2, 1000, 0)
	f(energy.Celsius(math.NaN()), 0, energy.BoundTemperature|energy.BoundStale)
}

func TestRampStartsFromWhatIsAndWaitsForTime(t *testing.T) {
	l, st := limits(), safety.State{}
	l.Ramp, l.Ages.Battery, l.Ages.SoC = safety.Ramp{Limited: true, Rate: 100}, time.Hour, time.Hour
	f := func(after time.Duration, wish, want energy.Watts, bounds energy.Bounds) {
		t.Helper()
		var set safety.Setpoint
		var v safety.Verdict
		st, set, v = safety.Step(&l, st, snapshot(0, 500, 0.5), energy.WantPower(wish), energy.Dispatch, start.Add(after))
		p, _ := set.Power()
		require.Equal(t, want, p)
		require.Equal(t, bounds, v.Bounds)
	}
	f(0, 2000, 500, energy.BoundRamp)
	f(time.Second, 2000, 600, energy.BoundRamp)
	f(3*time.Second, 2000, 800, energy.BoundRamp)
	f(4*time.Second, 850, 850, 0)
	f(5*time.Second, -2000, 750, energy.BoundRamp)
	f(25*time.Second, 5000, 1500, energy.BoundRamp) // the setpoint has ended: from 500 again, over Hold at most
}

func TestRampYieldsToAHarderLimit(t *testing.T) {
	l := limits()
	l.Ramp = safety.Ramp{Limited: true, Rate: 100}
	st, _, _ := safety.Step(&l, safety.State{}, snapshot(0, 3000, 0.5), energy.WantPower(3000), energy.Dispatch, start)
	_, set, v := safety.Step(&l, st, snapshot(0, 3000, 0.1), energy.WantPower(3000), energy.Dispatch, start)
	p, _ := set.Power()
	require.Zero(t, p)
	require.Equal(t, energy.BoundSoCLow, v.Bounds)
}

func TestSettle(t *testing.T) {
	l, st := limits(), safety.State{}
	l.Settle = 3 * time.Second
	f := func(after time.Duration, well bool, want energy.Watts, state energy.SafetyState) {
		t.Helper()
		now := start.Add(after)
		s := wellAt(now)
		if !well {
			s.SoC = s.SoC.Lost()
		}
		var set safety.Setpoint
		var v safety.Verdict
		st, set, v = safety.Step(&l, st, s, energy.WantPower(1000), energy.Dispatch, now)
		p, _ := set.Power()
		require.Equal(t, want, p)
		require.Equal(t, state, v.State)
	}
	f(0, true, 0, energy.Failsafe)
	f(2*time.Second, true, 0, energy.Failsafe)
	f(3*time.Second, true, 1000, energy.Controlled)
	f(4*time.Second, false, 0, energy.Failsafe)
	f(5*time.Second, true, 0, energy.Failsafe)
	f(7*time.Second, false, 0, energy.Failsafe)
	f(8*time.Second, true, 0, energy.Failsafe)
	f(time.Minute, true, 0, energy.Failsafe) // nobody looked in between
	f(63*time.Second, true, 1000, energy.Controlled)
}

func TestAReadingFromTheFutureIsNotBelieved(t *testing.T) {
	l := limits()
	f := func(ahead time.Duration, want energy.Watts) {
		t.Helper()
		_, set, _ := safety.Step(&l, safety.State{}, wellAt(start.Add(ahead)), energy.WantPower(1000), energy.Dispatch, start)
		p, _ := set.Power()
		require.Equal(t, want, p)
	}
	f(3*time.Second, 1000)
	f(4*time.Second, 0)
	f(-4*time.Second, 0)
}

// A stop that no reading could ever lift again would be a battery lost.
func TestEveryStopCanBeLifted(t *testing.T) {
	l, st := limits(), safety.State{}
	l.Reserve, l.MaxSoC = 0.99, 1
	f := func(soc energy.Ratio, want energy.Watts) {
		t.Helper()
		var set safety.Setpoint
		st, set, _ = safety.Step(&l, st, snapshot(0, 0, soc), energy.WantPower(1000), energy.Dispatch, start)
		p, _ := set.Power()
		require.Equal(t, want, p)
	}
	f(0.99, 0)
	f(1, 1000)
	l.Temperature = safety.Span{Limited: true, Min: 10, Max: 12, Hysteresis: 2}
	require.Contains(t, l.Flaw(), "temperature")
}

// Any numbers at all in the limits: flawed ones command nothing, sound ones
// hold.
func TestAnyLimitsAreRefusedOrHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := drawLimits(t)
		v := rapid.SampledFrom([]float64{math.NaN(), math.Inf(1), math.Inf(-1), -1, 0, 1, math.MaxFloat64}).Draw(t, "value")
		for range rapid.IntRange(1, 3).Draw(t, "changes") {
			change(&l, rapid.IntRange(0, 9).Draw(t, "field"), v)
		}
		_, set, verdict := safety.Step(&l, safety.State{}, drawSnapshot(t, start), drawWish(t), energy.Dispatch, start)
		if l.Flaw() != "" {
			require.Zero(t, set)
			require.Equal(t, safety.Verdict{State: energy.Failsafe, Bounds: energy.BoundStale}, verdict)
			return
		}
		p, _ := set.Power()
		require.True(t, p.Abs() <= l.Rating, "%v", p)
		require.True(t, set.Until().After(start))
	})
}

func change(l *safety.Limits, field int, v float64) {
	w := energy.Watts(v)
	switch field {
	case 0:
		l.Reserve = energy.Ratio(v)
	case 1:
		l.MaxSoC = energy.Ratio(v)
	case 2:
		l.SoCHysteresis = energy.Ratio(v)
	case 3:
		l.Rating = w
	case 4:
		l.Margin = w
	case 5:
		l.Export = capped(w)
	case 6:
		l.Import = capped(w)
	case 7:
		l.Temperature = safety.Span{Limited: true, Min: energy.Celsius(v), Max: 50, Hysteresis: 1}
	case 8:
		l.Ramp = safety.Ramp{Limited: true, Rate: energy.WattsPerSecond(v)}
	case 9:
		l.Hold = time.Duration(max(-1, min(v, 1e9)))
	}
}
