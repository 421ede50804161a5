package safety_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func swinging(band energy.Watts, dwell time.Duration, perHour uint8) safety.Limits {
	l := limits()
	l.Swings = safety.Swings{Limited: true, Band: band, Dwell: dwell, PerHour: perHour}
	return l
}

func TestSwingsAreMovesAwayFromRest(t *testing.T) {
	step := follow(t, swinging(100, 10*time.Second, 30))
	f := func(wish, want energy.Watts) {
		t.Helper()
		var bounds energy.Bounds
		if wish != want {
			bounds = energy.BoundDwell
		}
		step(func(*energy.Snapshot) {}, wish, want, bounds)
	}
	f(1000, 1000) // the first, after 1 s
	f(2000, 2000) // on the same way
	f(1950, 1950) // inside the band
	f(2500, 2500)
	f(500, 500)    // toward 0 W is free
	f(2500, 600)   // and back again is not
	f(550, 550)    // the band does not creep up
	f(2500, 600)   //
	f(-2500, -100) // nor the other way
	f(2500, 100)   //
	f(2500, 2500)  // 10 s after the first
	f(-100, -100)
	f(-2500, -100)
}

func TestFault099_OscillationIsHeld(t *testing.T) {
	f := func(period time.Duration, low, high energy.Watts) {
		t.Helper()
		l := swinging(250, time.Minute, 12)
		st, swings, was := safety.State{}, 0, energy.Watts(0)
		var moves []energy.Watts
		for passed := time.Duration(0); passed < time.Hour; passed += 500 * time.Millisecond {
			now := start.Add(passed)
			wish := low
			if passed%period < period/2 {
				wish = high
			}
			var set safety.Setpoint
			st, set, _ = safety.Step(&l, st, wellAt(now), energy.WantPower(wish), energy.Dispatch, now)
			p, _ := set.Power()
			if (p - was).Abs() > 2*250 {
				swings++
				moves = append(moves, p)
			}
			was = p
		}
		require.LessOrEqual(t, swings, 2*12, "%v", moves) // away and back
		require.Positive(t, swings)
	}
	f(time.Second, -2500, 2500)    // 1 Hz
	f(10*time.Second, -2500, 2500) // 0.1 Hz
	f(10*time.Second, 0, 2500)
	f(4*time.Second, 1000, 3000)
	f(2*time.Minute, -2500, 2500)
}

// The home's own response to frequency is not held.
func TestFrequencyResponseSwingsFreely(t *testing.T) {
	l := swinging(100, time.Hour, 1)
	st := safety.State{}
	for i := range 60 {
		now := start.Add(time.Duration(i) * time.Second)
		wish := energy.Watts(2000 - 4000*(i%2))
		var set safety.Setpoint
		st, set, _ = safety.Step(&l, st, wellAt(now), energy.WantPower(wish), energy.Frequency, now)
		p, _ := set.Power()
		require.Equal(t, wish, p)
	}
}

// Whatever is wished, whoever wishes and however often the wish is withdrawn:
// no more than PerHour moves out of rest in any hour, Dwell apart.
func TestDirectionChangesStayInTheirHourlyLimit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.IntRange(1, 5).Draw(t, "per hour")
		dwell := drawSeconds(t, "dwell", 0, 1200)
		l := swinging(200, dwell, uint8(most))
		st, now := safety.State{}, start
		var turns []time.Time
		var way energy.Watts
		for range rapid.IntRange(1, 60).Draw(t, "ticks") {
			now = now.Add(drawSeconds(t, "passed", 0, 300))
			wish := energy.WantPower(energy.Watts(rapid.IntRange(-3000, 3000).Draw(t, "wish")))
			if rapid.IntRange(0, 4).Draw(t, "withdrawn") == 4 {
				wish = energy.Want{}
			}
			var set safety.Setpoint
			st, set, _ = safety.Step(&l, st, wellAt(now), wish, energy.Plan, now)
			p, _ := set.Power()
			if p.Abs() > 200 && p*way <= 0 {
				if n := len(turns); n > 0 {
					require.GreaterOrEqual(t, now.Sub(turns[n-1]), dwell)
				}
				if n := len(turns); n >= most {
					require.GreaterOrEqual(t, now.Sub(turns[n-most]), time.Hour)
				}
				turns, way = append(turns, now), p
			}
		}
	})
}

// In any day no more energy is commanded than agreed, also not by a setpoint
// whose giver dies.
func TestDailyEnergyIsNeverExceeded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := limits()
		l.Daily = safety.Daily{Limited: true, Energy: energy.WattHours(rapid.IntRange(0, 5000).Draw(t, "daily"))}
		st, now := safety.State{}, start
		type span struct {
			end   time.Time
			moved energy.WattHours
		}
		var spans []span
		for range rapid.IntRange(1, 80).Draw(t, "ticks") {
			var set safety.Setpoint
			wish := energy.WantPower(energy.Watts(rapid.IntRange(-3000, 3000).Draw(t, "wish")))
			st, set, _ = safety.Step(&l, st, wellAt(now), wish, energy.Dispatch, now)
			p, _ := set.Power()
			passed := drawSeconds(t, "passed", 0, 2*3600)
			now = now.Add(passed)
			spans = append(spans, span{end: now, moved: p.Abs().Over(min(passed, l.Hold))})
			sum := energy.WattHours(0)
			for _, s := range spans {
				if now.Sub(s.end) <= 24*time.Hour-2*time.Hour {
					sum += s.moved
				}
			}
			require.LessOrEqual(t, float64(sum), float64(l.Daily.Energy)+1e-6)
		}
	})
}

func TestDailyEnergyReturnsAfterADay(t *testing.T) {
	l := limits()
	l.Daily = safety.Daily{Limited: true, Energy: 1000}
	st, now := safety.State{}, start
	f := func(seconds int, want energy.Watts, bounds energy.Bounds) {
		t.Helper()
		var set safety.Setpoint
		var v safety.Verdict
		for range seconds {
			now = now.Add(time.Second)
			st, set, v = safety.Step(&l, st, wellAt(now), energy.WantPower(2000), energy.Dispatch, now)
		}
		p, _ := set.Power()
		require.InDelta(t, float64(want), float64(p), 1)
		require.Equal(t, bounds, v.Bounds)
	}
	f(1700, 2000, 0)
	f(1700, 0, energy.BoundEnergy) // half an hour of 2 kW is all
	f(22*3600, 0, energy.BoundEnergy)
	f(8000, 2000, 0) // the hour in which it was spent is a day gone
}

// moving is a state of charge that is no frozen one.
func moving(i int) energy.Ratio { return 0.6 + energy.Ratio(i%2)/1000 }

// A home that stands still is sounded each three minutes, and what that takes comes back:
// it is no swing that somebody wished.
func TestASoundingIsNoSwing(t *testing.T) {
	f := func(load, wish energy.Watts, ramp energy.WattsPerSecond) {
		t.Helper()
		h := settled(t)
		h.limits.Swings = safety.Swings{Limited: true, Band: 100, Dwell: time.Minute, PerHour: 3}
		h.limits.Ramp.Rate, h.limits.Import = ramp, capped(7500)
		h.load = load
		h.run(200, always(wish))
		soundings, below := 0, 0
		for i := range 3600 {
			h.soc = moving(i)
			before := h.verdict.Bounds
			h.tick(energy.WantPower(wish))
			if h.verdict.Bounds.Has(energy.BoundSounding) && !before.Has(energy.BoundSounding) {
				soundings++
			}
			if below++; h.power() == wish {
				below = 0
			}
			require.Less(t, below, 60)
			require.NotEqual(t, energy.Failsafe, h.verdict.State)
		}
		require.Greater(t, soundings, 10)
		h.run(30, always(0))
		h.run(30, always(wish))
		require.Equal(t, wish, h.power(), "the home's own swings are all left")
	}
	f(-7000, 5000, 1000)
	f(-7000, 5000, 20)
	f(-3000, -4000, 1000)
}

// rises counts how often a power rises again, or turns round, by the words of Swings.
type rises struct {
	count, way  int
	peak, least energy.Watts
}

func (r *rises) see(p, band energy.Watts) {
	m := p * energy.Watts(r.way)
	switch {
	case p.Abs() <= band:
		r.least = 0
	case m <= 0 || m > r.least+band && r.least < r.peak-band:
		r.way, r.peak, r.least = 1, p.Abs(), p.Abs()
		if p < 0 {
			r.way = -1
		}
		r.count++
		return
	}
	r.peak, r.least = max(r.peak, m), min(r.least, max(m, 0))
	if r.peak-r.least <= band {
		r.least = r.peak
	}
}

// Whoever wishes what a sounding would hide, the home swings no more often than agreed and
// once for each sounding.
func TestASoundingIsNoWayRoundTheCap(t *testing.T) {
	f := func(wish func(sounded bool) energy.Watts) int {
		h := settled(t)
		h.limits.Swings = safety.Swings{Limited: true, Band: 100, PerHour: 3}
		h.limits.Ramp, h.limits.Proof, h.limits.Balance, h.limits.Jumps = safety.Ramp{}, safety.Proof{}, safety.Balance{}, safety.Jumps{}
		h.load = -9000
		var r rises
		var told energy.Watts
		h.spoil = func(s *energy.Snapshot, h *home) { // a slow meter
			if h.now.Unix()%9 == 0 {
				told = h.grid()
			}
			s.Grid = energy.Read(told, h.now)
		}
		for i := range 3600 {
			h.soc = moving(i)
			h.tick(energy.WantPower(wish(h.verdict.Bounds.Has(energy.BoundSounding))))
			r.see(h.power(), 100)
			if h.verdict.State == energy.Failsafe { // its steps may miss every move
				break
			}
		}
		return r.count
	}
	const most = 3 + 3600/180
	each := f(func(sounded bool) energy.Watts {
		if sounded {
			return 4500
		}
		return 4200
	})
	require.LessOrEqual(t, each, most)
	require.Greater(t, each, 3, "it was sounded")
	n := 0
	require.LessOrEqual(t, f(func(sounded bool) energy.Watts {
		if n++; sounded || n%200 < 2 {
			return 4000
		}
		return 4200
	}), most)
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.SliceOfN(rapid.IntRange(0, 5), 50, 200).Draw(t, "wishes")
		i := 0
		require.LessOrEqual(t, f(func(sounded bool) energy.Watts {
			if i++; !sounded {
				return 4200
			}
			return []energy.Watts{4200, 4500, 4600, 4000, 0, -4000}[seed[i%len(seed)]]
		}), most)
	})
}
