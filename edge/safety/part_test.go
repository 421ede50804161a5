package safety_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func TestABatteryThatDoesNotObeyIsSeenByItself(t *testing.T) {
	c := newCellar()
	c.limits.Proof = safety.Proof{Limited: true, Settle: 5 * time.Second, Tolerance: 100, Pause: time.Minute, Tries: 5}
	c.add(0.5, 10_000, 5000)
	c.add(0.5, 10_000, 5000)
	found := [2]bool{}
	for range 20 {
		c.now = c.now.Add(time.Second)
		for i := range c.snaps {
			told, _ := c.into[i].Power()
			if i == 1 {
				told = 0 // it does nothing
			}
			was := c.snaps[i]
			x, _ := was.SoC.Value()
			c.snaps[i] = energy.Snapshot{
				Battery: energy.Read(told, c.now), SoC: energy.Read(x, c.now), Capacity: energy.Read[energy.WattHours](10_000, c.now),
				MaxCharge: energy.Read[energy.Watts](5000, c.now), MaxDischarge: energy.Read[energy.Watts](5000, c.now),
			}
			able, bounds := c.parts[i].See(&c.limits, 5000, c.snaps[i], c.now)
			if bounds.Has(energy.BoundUnproven) {
				found[i] = true
				require.Equal(t, energy.Envelope{}, able)
			}
		}
		c.share(t, 4000)
		for i, p := range c.parts {
			p.Told(c.into[i])
		}
	}
	require.Equal(t, [2]bool{false, true}, found)
}

// Other batteries are commanded than before: the jump of their sum is none, and what
// was found wrong is not forgiven.
func TestARegroupedHomeForgetsTheSumAndForgivesNothing(t *testing.T) {
	c := newCellar()
	c.limits.Jumps = safety.Jumps{Limited: true, SoC: 0.02, Temperature: 5}
	c.limits.Balance = safety.Balance{Limited: true, Tolerance: 500, After: 2 * time.Second, Pause: time.Hour}
	at := func(grid, inverter energy.Watts, soc energy.Ratio) energy.Snapshot {
		c.now = c.now.Add(time.Second)
		w := func(p energy.Watts) energy.Reading[energy.Watts] { return energy.Read(p, c.now) }
		return energy.Snapshot{
			Grid: w(grid), Inverter: w(inverter), Battery: w(inverter), SoC: energy.Read(soc, c.now), Capacity: energy.Read[energy.WattHours](10_000, c.now),
			MaxCharge: w(5000), MaxDischarge: w(5000),
		}
	}
	var st safety.State
	step := func(snap energy.Snapshot) (v safety.Verdict) {
		st, _, v = safety.Step(&c.limits, st, snap, energy.WantPower(1000), energy.Dispatch, c.now)
		return v
	}
	step(at(0, 0, 0.5))
	require.False(t, step(at(0, 0, 0.5)).Bounds.Has(energy.BoundImplausible))
	st = st.Regrouped()
	require.False(t, step(at(0, 0, 0.8)).Bounds.Has(energy.BoundImplausible))
	require.True(t, step(at(0, 0, 0.5)).Bounds.Has(energy.BoundImplausible), "the same battery jumps")
	for range 6 {
		step(at(3000, 0, 0.8))
	}
	require.True(t, step(at(0, 0, 0.8)).Bounds.Has(energy.BoundImplausible), "contradicted")
	st = st.Regrouped()
	require.True(t, step(at(0, 0, 0.8)).Bounds.Has(energy.BoundImplausible))
}
