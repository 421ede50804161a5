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

// approve lets Step make a setpoint of p for a home without any limit.
func approve(t require.TestingT, p energy.Watts, now time.Time) safety.Setpoint {
	free := energy.Read(energy.Watts(math.MaxFloat32), now)
	limits := safety.Limits{MaxSoC: 1, Rating: math.MaxFloat32, Hold: 10 * time.Second}
	_, set, _ := safety.Step(&limits, safety.State{}, energy.Snapshot{
		SoC: energy.Read[energy.Ratio](0.5, now), MaxCharge: free, MaxDischarge: free,
	}, energy.WantPower(p), energy.Dispatch, now)
	got, asked := set.Power()
	require.True(t, asked)
	require.Equal(t, p, got)
	return set
}

func (c *cellar) share(t require.TestingT, p energy.Watts) []energy.Watts {
	safety.Share(&safety.State{}, approve(t, p, c.now), c.parts, -1, c.into)
	out := make([]energy.Watts, len(c.into))
	for i, s := range c.into {
		got, asked := s.Power()
		require.True(t, asked)
		require.Equal(t, c.now.Add(10*time.Second), s.Until())
		out[i] = got
	}
	return out
}

func near(t require.TestingT, got []energy.Watts, want ...energy.Watts) {
	require.Len(t, got, len(want))
	for i := range want {
		require.InDelta(t, float64(want[i]), float64(got[i]), 1e-6)
	}
}

func TestAPowerIsSharedByTheEnergyLeft(t *testing.T) {
	f := func(p energy.Watts, want ...energy.Watts) {
		t.Helper()
		c := newCellar()
		c.add(0.5, 10_000, 5000) // 4 kWh over the reserve, room for 5 kWh
		c.add(0.3, 10_000, 2000) // 2 kWh, room for 7 kWh
		c.look()
		near(t, c.share(t, p), want...)
	}
	f(0, 0, 0)
	f(3000, 2000, 1000)
	f(6000, 4000, 2000)
	f(6600, 4600, 2000) // what the second cannot give the first does
	f(7000, 5000, 2000)
	f(9000, 5000, 2000)
	f(-1200, -500, -700)
	f(-6000, -4000, -2000)
	f(-9000, -5000, -2000)
}

func TestABatteryAtItsReserveGivesNothingAndTakes(t *testing.T) {
	c := newCellar()
	c.add(0.5, 10_000, 5000)
	c.add(0.1, 10_000, 5000)
	c.look()
	near(t, c.share(t, 7000), 5000, 0)
	near(t, c.share(t, -2800), -1000, -1800)
	c.snaps[1].SoC = energy.Read[energy.Ratio](0.105, c.now) // within the hysteresis
	c.look()
	near(t, c.share(t, 3000), 3000, 0)
}

// Where no power is asked one may lead by itself, and the others wait at 0 W; where
// nothing may be commanded all are left to themselves.
func TestOneLeadsInItsOwnMode(t *testing.T) {
	c := newCellar()
	c.add(0.5, 10_000, 5000)
	c.add(0.5, 10_000, 5000)
	c.look()
	limits := c.limits
	f := func(snap energy.Snapshot, leads int, want ...bool) {
		t.Helper()
		st, set, _ := safety.Step(&limits, safety.State{}, snap, energy.Want{}, energy.NoWish, c.now)
		safety.Share(&st, set, c.parts, leads, c.into)
		for i, s := range c.into {
			p, asked := s.Power()
			require.Equal(t, want[i], asked)
			require.Zero(t, p)
		}
	}
	f(energy.Snapshot{}, 0, false, true)
	f(energy.Snapshot{}, 1, true, false)
	f(energy.Snapshot{}, -1, true, true)
	f(energy.Snapshot{Islanded: energy.Read[energy.Ratio](1, c.now)}, 0, false, false)
	safety.Share(&safety.State{}, safety.Setpoint{}, c.parts, 0, c.into)
	for _, s := range c.into {
		require.Equal(t, safety.Setpoint{}, s, "nothing was approved")
	}
}

func TestPain24_SharesNeverOppose(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := newCellar()
		for range rapid.IntRange(1, 5).Draw(t, "batteries") {
			c.add(energy.Ratio(rapid.Float64Range(0, 1).Draw(t, "soc")),
				energy.WattHours(rapid.SampledFrom([]float64{0, 1, 5000, 10_000, 1e5}).Draw(t, "size")),
				energy.Watts(rapid.SampledFrom([]float64{0, 1e-9, 100, 2500, 5000, 1e4}).Draw(t, "most")))
		}
		all := c.look()
		p := energy.Watts(rapid.OneOf(rapid.Float64Range(-3e4, 3e4), rapid.Just(0.0)).Draw(t, "power"))
		var sum energy.Watts
		for i, share := range c.share(t, p) {
			require.False(t, share*p < 0, "%v of %v", share, p)
			require.True(t, c.able[i].Contains(share), "%v outside %v", share, c.able[i])
			sum += share
		}
		require.InDelta(t, float64(all.Clamp(p)), float64(sum), 1e-6+1e-9*math.Abs(float64(p)))
	})
}

// Batteries of any sizes that are drained together are empty together, as long as
// none of them is held back by its own power.
func TestBatteriesRunOutTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := newCellar()
		for range rapid.IntRange(2, 4).Draw(t, "batteries") {
			c.add(energy.Ratio(rapid.Float64Range(0.2, 1).Draw(t, "soc")), energy.WattHours(rapid.Float64Range(2000, 20_000).Draw(t, "size")), 1e5)
		}
		left := func(i int) float64 {
			x, _ := c.snaps[i].SoC.Value()
			size, _ := c.snaps[i].Capacity.Value()
			return float64(x-0.1) * float64(size)
		}
		first, whole := make([]float64, len(c.snaps)), 0.0
		for i := range first {
			first[i] = left(i)
			whole += first[i]
		}
		steps := rapid.IntRange(20, 60).Draw(t, "minutes")
		p := energy.Watts(0.95 * whole / float64(steps) * 60)
		for range steps {
			c.look()
			for i, share := range c.share(t, p) {
				x, _ := c.snaps[i].SoC.Value()
				size, _ := c.snaps[i].Capacity.Value()
				c.snaps[i].SoC = energy.Read(x-energy.Ratio(share.Over(time.Minute)/size), c.now)
			}
		}
		for i := range first {
			require.InDelta(t, 0.05, left(i)/first[i], 0.002)
		}
	})
}

func TestSharingAllocatesNothing(t *testing.T) {
	c := newCellar()
	c.add(0.5, 10_000, 5000)
	c.add(0.3, 10_000, 2000)
	set, st := approve(t, 6600, c.now), safety.State{}
	require.Zero(t, testing.AllocsPerRun(100, func() {
		c.look()
		safety.Share(&st, set, c.parts, -1, c.into)
	}))
}
