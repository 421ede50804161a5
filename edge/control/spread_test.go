package control_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/edge/control"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func spreading(site energy.SiteID, seed uint64, spread time.Duration) *control.Desk {
	return control.NewDesk(control.Config{Site: site, Boot: 7, MaxLease: time.Hour, Spread: spread, Seed: seed})
}

func plain(site energy.SiteID, id uint64, power energy.Watts, lease time.Duration) energy.Order {
	return energy.Order{ID: id, Site: site, Boot: 7, Lease: lease, Plant: "p", Share: energy.Participation{Base: power, Bounds: energy.Unbounded()}}
}

func dispatched(d *control.Desk, now time.Time) energy.Want {
	return d.Decide(energy.Snapshot{}, now).Wants[energy.Dispatch]
}

// Over many homes the waits are uniform from 0 to the spread: no tenth holds
// much more than its share, and a step of the fleet becomes a ramp.
func TestHomesOfAFleetBeginAtRandom(t *testing.T) {
	const homes, spread = 2000, 600 * time.Second
	var begun [10]int
	for i := range homes {
		site := energy.SiteID(fmt.Sprint("home-", i))
		d := spreading(site, 0, spread)
		require.NoError(t, d.Accept(plain(site, 1, 3000, time.Hour), start))
		for tenth := range begun {
			if _, on := dispatched(d, start.Add(spread*time.Duration(tenth+1)/10)).Power(); on {
				begun[tenth]++
			}
		}
	}
	for tenth, n := range begun {
		require.InDelta(t, homes*(tenth+1)/10, n, 0.04*homes)
	}
	require.Equal(t, homes, begun[9], "none waits longer than the spread")
}

// TestSpreadMovesBeginningsOnly over random orders: what an order ends or
// releases ends at once, a renewal waits no second time, and all waits are
// within the bound.
func TestSpreadMovesBeginningsOnly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spread := time.Duration(rapid.Int64Range(0, int64(2*time.Hour)).Draw(t, "spread"))
		lease := time.Duration(rapid.IntRange(2, 3600).Draw(t, "lease")) * time.Second
		d := spreading("s", rapid.Uint64().Draw(t, "seed"), spread)
		bound := min(spread, control.MaxSpread)
		now, id, want := start, uint64(0), energy.WantPower(3000)
		for ; now.Before(start.Add(bound)); now = now.Add(lease / 2) {
			id++
			require.NoError(t, d.Accept(plain("s", id, 3000, lease), now))
		}
		id++
		require.NoError(t, d.Accept(plain("s", id, 3000, lease), now))
		require.Equal(t, want, dispatched(d, now), "renewed, and past the bound")
		id++
		require.NoError(t, d.Accept(plain("s", id, -1000, lease), now))
		require.Contains(t, []energy.Want{want, energy.WantPower(-1000)}, dispatched(d, now), "goes on while it waits")
		require.Equal(t, energy.Want{}, dispatched(d, now.Add(lease)), "the end never waits")
		require.NoError(t, d.Accept(plain("s", id+1, 0, 0), now))
		require.Equal(t, energy.Want{}, dispatched(d, now), "a release never waits")
	})
}

// A plant that corrects its orders while homes wait does not make them wait
// anew.
func TestAChangedOrderKeepsItsStart(t *testing.T) {
	d := spreading("s", 5, 600*time.Second)
	for s := range 601 {
		require.NoError(t, d.Accept(plain("s", uint64(s+1), energy.Watts(s+1), time.Minute), start.Add(time.Duration(s)*time.Second)))
	}
	p, ok := dispatched(d, start.Add(600*time.Second)).Power()
	require.True(t, ok)
	require.Positive(t, p)
}

// A renewal draws nothing: the next change waits as long as it would have on its
// own.
func TestARenewalWaitsNoSecondTime(t *testing.T) {
	alone := spreading("s", 5, 600*time.Second)
	require.NoError(t, alone.Accept(plain("s", 3, 2000, time.Hour), start))
	d, change := spreading("s", 5, 600*time.Second), start.Add(20*time.Minute)
	require.NoError(t, d.Accept(plain("s", 1, 1000, time.Hour), start))
	require.NoError(t, d.Accept(plain("s", 2, 1000, time.Hour), change))
	require.NoError(t, d.Accept(plain("s", 3, 2000, time.Hour), change))
	for s := range 601 {
		after := time.Duration(s) * time.Second
		_, begun := dispatched(alone, start.Add(after)).Power()
		require.Equal(t, begun, dispatched(d, change.Add(after)) == energy.WantPower(2000))
	}
}

// Regulation does not wait: a response is worth nothing late.
func TestResponseIsNotSpread(t *testing.T) {
	d := spreading("s", 5, 600*time.Second)
	o := order(1)
	require.NoError(t, d.Accept(o, start))
	d.Hear(energy.Signal{Plant: "p", Seq: 1, Level: 1}, start)
	require.Equal(t, energy.WantPower(1100), dispatched(d, start))
}

// The wait of one order is the same whenever it is drawn, and another home's or
// another order's is another.
func TestWaitsAreTheHomesOwn(t *testing.T) {
	begins := func(site energy.SiteID, seed, id uint64) time.Duration {
		d := spreading(site, seed, 600*time.Second)
		require.NoError(t, d.Accept(plain(site, id, 1, time.Hour), start))
		for after := time.Duration(0); ; after += time.Second {
			if _, on := dispatched(d, start.Add(after)).Power(); on {
				return after
			}
		}
	}
	first := begins("s", 1, 1)
	require.Equal(t, first, begins("s", 1, 1))
	require.NotEqual(t, first, begins("s", 2, 1))
	require.NotEqual(t, first, begins("s", 1, 2))
	require.NotEqual(t, first, begins("t", 1, 1))
}
