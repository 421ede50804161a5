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

// A battery that accepts and does nothing is given up, tried again after a
// pause, three times, and then not until a person has looked at it.
func TestFault090_AcceptedAndNotDoneEndsTheCommand(t *testing.T) {
	h := settled(t)
	h.load, h.deaf = -3000, true
	var trials []time.Duration
	begun := h.now
	for commanded := false; h.now.Sub(begun) < time.Hour; {
		h.tick(energy.WantPower(2500))
		_, asked := h.set.Power()
		if asked && !commanded {
			trials = append(trials, h.now.Sub(begun).Round(time.Second))
		}
		require.NotEqual(t, asked, h.verdict.Bounds.Has(energy.BoundUnproven))
		commanded = asked
	}
	require.Len(t, trials, 4)
	require.LessOrEqual(t, trials[1], 102*time.Second, "within 2 settle times, and a pause")
	require.Equal(t, energy.Limited, h.verdict.State)
	require.Equal(t, energy.Envelope{}, h.verdict.Envelope)

	h.state, h.deaf = h.state.Cleared(), false
	h.run(300, always(2500))
	require.EqualValues(t, 2500, h.battery)
	require.Zero(t, h.verdict.Bounds)
}

// One success makes the count of failures start anew.
func TestFault090_RecoveryForgives(t *testing.T) {
	h := settled(t)
	h.load = -3000
	for range 10 {
		h.deaf = true
		h.run(100, always(2500))
		h.deaf = false
		h.run(200, always(2500))
		require.EqualValues(t, 2500, h.battery)
		h.run(60, always(0))
	}
	require.Zero(t, h.verdict.Bounds)
}

// A battery nobody can see is not judged, and not forgiven either.
func TestFault090_SilenceProvesNothing(t *testing.T) {
	h := settled(t)
	h.load, h.deaf = -3000, true
	h.run(60, always(2500))
	require.True(t, h.verdict.Bounds.Has(energy.BoundUnproven))
	h.spoil = func(s *energy.Snapshot, _ *home) { s.Battery = s.Battery.Lost() }
	h.run(20, always(2500))
	require.True(t, h.verdict.Bounds.Has(energy.BoundUnproven))
}

// An inverter that was silent for longer than a command lasts has heard nothing either: it
// comes back in its own mode, and is not wronged for what it was told meanwhile.
func TestFault090_ASilentBatteryIsNotWrongedWhenItComesBack(t *testing.T) {
	h := settled(t)
	h.load = -3000
	h.run(60, always(2500))
	h.spoil = func(s *energy.Snapshot, _ *home) { s.Battery = s.Battery.Lost() }
	h.deaf, h.battery = true, -1500
	h.run(120, always(2500))
	h.spoil = nil
	for i := range 60 {
		h.deaf = i < 5 // it hears again, and takes its time
		h.tick(energy.WantPower(2500))
		require.False(t, h.verdict.Bounds.Has(energy.BoundUnproven))
	}
	require.EqualValues(t, 2500, h.battery)
}

// Without a reading of the battery no command can be proven, and none is given.
func TestFault090_NothingIsCommandedUnseen(t *testing.T) {
	l := limits()
	l.Proof = everyCheck().Proof
	f := func(wish energy.Watts) {
		t.Helper()
		step := follow(t, l)
		step(func(*energy.Snapshot) {}, 0, 0, 0)
		step(func(s *energy.Snapshot) { s.Battery = s.Battery.Lost() }, wish, 0, energy.BoundStale)
	}
	f(1000)
	f(-1000)
}

// Two misses are bad, not one.
func TestFault090_OneStrayReadingIsNoMiss(t *testing.T) {
	h := settled(t)
	h.load = -3000
	h.run(100, always(2000))
	for range 20 {
		h.spoil = func(s *energy.Snapshot, _ *home) { s.Battery = energy.Read(energy.Watts(-4000), h.now) }
		h.run(1, always(2000))
		h.spoil = nil
		h.run(5, always(2000))
		require.EqualValues(t, 2000, h.battery)
	}
}

// A battery that fails once in a while, and is told little between, is not
// given up for good.
func TestFault090_ADayWithoutFailureStartsAnew(t *testing.T) {
	h := settled(t)
	h.load = -3000
	for range 6 {
		h.deaf = true
		h.run(60, always(2500))
		require.True(t, h.verdict.Bounds.Has(energy.BoundUnproven))
		h.deaf = false
		h.now = h.now.Add(25 * time.Hour)
		h.run(100, always(0))
	}
	h.run(10, always(2500))
	require.EqualValues(t, 2500, h.battery)
}

// Garbage from above clears nothing of what is remembered.
func TestAWishThatIsNoNumberForgetsNothing(t *testing.T) {
	h := settled(t)
	h.load, h.deaf = -3000, true
	h.run(60, always(2500))
	require.True(t, h.verdict.Bounds.Has(energy.BoundUnproven))
	h.tick(energy.WantPower(energy.Watts(nan())))
	require.Equal(t, safety.Setpoint{}, h.set)
	h.run(5, always(2500))
	require.True(t, h.verdict.Bounds.Has(energy.BoundUnproven))
}

// slow is a battery with dead time and a first-order answer that is within 2 %
// after settling, as home batteries on the market were measured.
type slow struct {
	dead, settling float64 // s
	queue          []energy.Watts
	power          energy.Watts
}

func (b *slow) tick(p energy.Watts) {
	b.queue = append(b.queue, p)
	if len(b.queue) > int(math.Ceil(b.dead)) {
		tau := max(b.settling, 0.1) / 4
		b.power += (b.queue[0] - b.power) * energy.Watts(1-math.Exp(-1/tau))
		b.queue = b.queue[1:]
	}
}

// No battery on the market is wronged, whatever it is told and however it
// tapers at its ends.
func TestPain18_SlowAndTaperingBatteriesAreProven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := limits()
		l.Proof = everyCheck().Proof
		b := slow{dead: rapid.Float64Range(0, 2).Draw(t, "dead"), settling: rapid.Float64Range(0, 14).Draw(t, "settling")}
		end := rapid.SampledFrom([]energy.Ratio{0.5, 0.12, 0.93}).Draw(t, "soc")
		share := energy.Watts(1)
		if end != 0.5 {
			share = energy.Watts(rapid.Float64Range(0, 1).Draw(t, "taper"))
		}
		st, now := safety.State{}, start
		for range rapid.IntRange(1, 30).Draw(t, "wishes") {
			wish := energy.WantPower(energy.Watts(rapid.IntRange(-3000, 3000).Draw(t, "wish")))
			if rapid.IntRange(0, 5).Draw(t, "own mode") == 5 {
				wish = energy.Want{}
			}
			for range rapid.IntRange(1, 60).Draw(t, "seconds") {
				now = now.Add(time.Second)
				s := wellAt(now)
				s.Battery, s.SoC = energy.Read(b.power, now), energy.Read(end, now)
				var set safety.Setpoint
				var v safety.Verdict
				st, set, v = safety.Step(&l, st, s, wish, energy.Dispatch, now)
				require.False(t, v.Bounds.Has(energy.BoundUnproven))
				p, _ := set.Power()
				b.tick(p * share)
			}
		}
	})
}

// On an island the inverter is left alone: no command reaches it, and a lost
// reading does not bring the grid back.
func TestFault092_IslandedHomeIsNotCommanded(t *testing.T) {
	h := settled(t)
	h.load = -3000
	h.run(30, always(2500))
	require.EqualValues(t, 2500, h.power())
	h.island = true
	f := func(want bool, bounds energy.Bounds, wish energy.Want) {
		t.Helper()
		h.tick(wish)
		_, asked := h.set.Power()
		require.Equal(t, want, asked)
		require.Equal(t, bounds, h.verdict.Bounds)
	}
	f(false, energy.BoundIsland, energy.WantPower(2500))
	f(false, energy.BoundIsland, energy.WantPower(-2500))
	f(false, 0, energy.Want{})
	h.spoil = func(s *energy.Snapshot, _ *home) { s.Islanded = s.Islanded.Lost() }
	f(false, energy.BoundIsland, energy.WantPower(2500))
	h.spoil = func(s *energy.Snapshot, _ *home) { s.Islanded = energy.Reading[energy.Ratio]{} }
	f(false, energy.BoundIsland, energy.WantPower(2500))
	h.spoil, h.island = nil, false
	f(true, energy.BoundRamp, energy.WantPower(2500))
}
