package safety_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// tenfold is a scale that a firmware changed.
func tenfold(s *energy.Snapshot, h *home) { s.Battery = energy.Read(10*h.battery, h.now) }

// starts are the times, since now, at which h begins to be moved by an order of p.
func (h *home) starts(seconds int, p energy.Watts) (at []time.Duration) {
	begun, before := h.now, h.power() != 0
	for range seconds {
		h.tick(energy.WantPower(p))
		if moves := h.power() != 0; moves && !before {
			at = append(at, h.now.Sub(begun))
		}
		before = h.power() != 0
	}
	return at
}

// A battery power that cannot be ends the command, and at 0 W it can be again. It is
// tried again at once, after a pause, after twice that and so on, and then not before
// a person has looked.
func TestFault078_ScaledByTenIsNotTriedForEver(t *testing.T) {
	f := func(check func(*safety.Limits), pause time.Duration, tries int) {
		t.Helper()
		h := settled(t)
		check(&h.limits)
		h.load, h.spoil = -4000, tenfold
		at := h.starts(4*3600, 3000)
		require.Len(t, at, 2+tries)
		for i := range tries {
			require.InDelta(t, (pause << i).Seconds(), (at[2+i] - at[1+i]).Seconds(), 12)
		}
		require.Equal(t, energy.Failsafe, h.verdict.State)
		require.True(t, h.verdict.Bounds.Has(energy.BoundImplausible))

		h.state, h.spoil = h.state.Cleared(), nil
		h.run(60, always(3000))
		require.EqualValues(t, 3000, h.battery)
		require.Zero(t, h.verdict.Bounds)
	}
	f(func(l *safety.Limits) { l.Balance.Pause, l.Balance.Tries = 3*time.Minute, 4 }, 3*time.Minute, 4)
	f(func(l *safety.Limits) {
		l.Balance, l.Proof.Pause, l.Proof.Tries = safety.Balance{}, 2*time.Minute, 2
	}, 2*time.Minute, 2)
	f(func(l *safety.Limits) { l.Balance, l.Proof = safety.Balance{}, safety.Proof{} }, time.Minute, 3)
}

// The same of a meter, and of its phases.
func TestFault078_AMeterScaledByTenIsNotTriedForEver(t *testing.T) {
	f := func(spoil func(*energy.Snapshot, *home)) {
		t.Helper()
		h := settled(t)
		h.limits.Balance, h.limits.Export, h.limits.Import = safety.Balance{}, safety.Cap{}, capped(35_000)
		h.spoil = spoil
		require.Len(t, h.starts(3*3600, -4000), 5)
		require.Equal(t, energy.Failsafe, h.verdict.State)
	}
	f(func(s *energy.Snapshot, h *home) { s.Grid = energy.Read(10*h.grid(), h.now) })
	f(func(s *energy.Snapshot, h *home) {
		for i := range s.Phases {
			s.Phases[i] = energy.Read(energy.Amperes(10*h.grid()/3/230), h.now)
		}
	})
}

// One wild word now and then, as a torn value is, does not make a pause: the battery
// does as much as then and is believed.
func TestFault078_OneWildWordIsForgiven(t *testing.T) {
	h := settled(t)
	h.load = -4000
	h.run(60, always(3000))
	for range 50 {
		h.spoil = func(s *energy.Snapshot, h *home) { s.Battery = energy.Read(energy.Watts(65_000), h.now) }
		h.run(1, always(3000))
		require.Zero(t, h.power())
		h.spoil = nil
		h.run(40, always(3000))
		require.EqualValues(t, 3000, h.battery)
	}
	require.Zero(t, h.verdict.Bounds)
}

// Little power, or the other way, shows nothing of a scale.
func TestFault078_LittleForgivesNothing(t *testing.T) {
	h := settled(t)
	h.load, h.spoil = -4000, tenfold
	h.run(8, always(3000))
	require.Equal(t, energy.Failsafe, h.verdict.State)
	h.spoil = nil
	h.run(60, always(500))
	h.run(60, always(-3000))
	h.run(20, always(0))
	h.spoil = tenfold
	require.Len(t, h.starts(50, 3000), 1, "it is the second time")
	require.Equal(t, energy.Failsafe, h.verdict.State)
}

// Of several batteries the one is not believed; the sum is not blamed for it.
func TestFault078_OneOfSeveralIsScaledByTen(t *testing.T) {
	c := newCellar()
	c.limits.Battery = capped(10_000)
	c.limits.Proof = safety.Proof{Limited: true, Settle: 20 * time.Second, Tolerance: 100, Pause: time.Minute, Tries: 3}
	c.add(0.5, 10_000, 5000)
	c.add(0.5, 10_000, 5000)
	moved := [2]int{}
	for range 3600 {
		c.now = c.now.Add(time.Second)
		for i := range c.snaps {
			told, _ := c.into[i].Power()
			if told != 0 {
				moved[i]++
			}
			if i == 1 {
				told *= 10
			}
			c.snaps[i] = energy.Snapshot{
				Battery: energy.Read(told, c.now), SoC: energy.Read[energy.Ratio](0.5, c.now), Capacity: energy.Read[energy.WattHours](10_000, c.now),
				MaxCharge: energy.Read[energy.Watts](5000, c.now), MaxDischarge: energy.Read[energy.Watts](5000, c.now),
			}
			c.parts[i].See(&c.limits, 5000, c.snaps[i], c.now)
		}
		c.share(t, 4000)
		for i, p := range c.parts {
			p.Told(c.into[i])
		}
	}
	require.Greater(t, moved[0], 3000)
	require.Less(t, moved[1], 30)
	require.NotZero(t, moved[1])
	require.True(t, c.limits.OfSum().Summed)
}

// Wild words at rest, on the way down, do not make what came before any less.
func TestFault078_RestForgivesNothing(t *testing.T) {
	h := settled(t)
	h.load, h.spoil = -4000, tenfold
	h.run(16, always(3000)) // the second time
	h.spoil = func(s *energy.Snapshot, h *home) {
		if h.now.Second()%2 == 0 {
			s.Battery = energy.Read(energy.Watts(65_000), h.now)
		}
	}
	h.run(5, always(3000))
	h.spoil = nil
	h.run(30, always(3000))
	require.Equal(t, energy.Failsafe, h.verdict.State, "within the pause")
	h.run(60, always(3000))
	require.EqualValues(t, 3000, h.battery)
}
