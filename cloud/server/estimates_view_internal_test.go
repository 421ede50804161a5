package server

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// commanded are homes of a plant that all are told to give 3 kW.
func commanded(t *testing.T, ids ...energy.SiteID) (*believing, *crew, func(energy.SiteID, energy.Watts)) {
	t.Helper()
	b := believe(t)
	require.NoError(t, b.registry.AddPlant(t.Context(), "p", b.now.Add(-time.Hour)))
	for _, id := range ids {
		b.home(t, id, "p")
		b.twins.Presence(wire.Presence{Site: id, Boot: 1, Online: true}, b.now)
	}
	b.passAfter(time.Second)
	return b, &crew{plant: "p", estimates: b.estimates, roster: &roster{}}, func(id energy.SiteID, does energy.Watts) {
		b.tell(id, -1000, 0, does, func(r *energy.Report) {
			r.Decision = energy.Decision{State: energy.Controlled, Order: 7, LeaseLeft: 20 * time.Second, Approved: energy.WantPower(3000)}
		})
	}
}

// TestTheLoopIsClosedOnWhatWasRead and not on what homes were told to do: who does
// not follow has to be made up for.
func TestTheLoopIsClosedOnWhatWasRead(t *testing.T) {
	b, c, told := commanded(t, "does", "does-not")
	told("does", 3000)
	told("does-not", -50)
	b.passAfter(time.Second)
	v := c.View(b.now.Add(500 * time.Millisecond))
	require.Equal(t, energy.Measured, v.Total.Provenance)
	require.InDelta(t, 2950, float64(v.Total.Mean), 1e-9)
	require.Equal(t, 1500*time.Millisecond, v.Age)
	require.Zero(t, v.Loose)
	require.Equal(t, energy.Coverage{Measured: 2, Oldest: 1500 * time.Millisecond}, v.Coverage)
	require.True(t, v.Interval.Contains(v.Total.Mean))
	require.True(t, v.Homes[0].Ready)
	require.Equal(t, energy.Watts(5000), v.Homes[0].Up)
	require.Equal(t, uint64(7), v.Homes[0].InForce)
}

// TestRow26_AHomeWhoseBatteryIsNotReadIsMissing though it reports: of a plant's power
// it tells nothing.
func TestRow26_AHomeWhoseBatteryIsNotReadIsMissing(t *testing.T) {
	b, c, told := commanded(t, "a", "b")
	told("a", 3000)
	b.tell("b", -1000, 0, 0, func(r *energy.Report) { r.Snapshot.Battery = r.Snapshot.Battery.Lost() })
	b.passAfter(time.Second)
	v := c.View(b.now)
	require.Equal(t, energy.Coverage{Measured: 1, Missing: 1, Oldest: time.Second}, v.Coverage)
	require.Equal(t, energy.Measured, v.Total.Provenance)
	require.InDelta(t, 3000, float64(v.Total.Mean), 1e-9)
}

// TestRow23_ASilentHomeIsLooseAndOffersNothing, and makes the plant's power less sure.
func TestRow23_ASilentHomeIsLooseAndOffersNothing(t *testing.T) {
	b, c, told := commanded(t, "here", "gone")
	told("here", 3000)
	told("gone", 3000)
	b.passAfter(time.Second)
	before := c.View(b.now)
	silent := func(seconds int) dispatch.View {
		for range seconds {
			told("here", 3000)
			b.passAfter(time.Second)
		}
		return c.View(b.now)
	}
	v := silent(60)
	require.Equal(t, energy.Modelled, v.Total.Provenance)
	require.Equal(t, energy.Coverage{Measured: 1, Modelled: 1, Oldest: 61 * time.Second}, v.Coverage)
	require.Equal(t, time.Second, v.Age, "of what was read: what is believed is of now")
	require.False(t, v.Homes[0].Ready, "gone")
	require.Equal(t, dispatch.Home{Site: "gone", Boot: 1, Highest: 7, InForce: 7, Battery: v.Homes[0].Battery, Surplus: -1000}, v.Homes[0])
	require.Equal(t, energy.Modelled, v.Homes[0].Battery.Provenance)
	require.InDelta(t, 800, float64(v.Loose), 200, "back in its own mode: it feeds the load")
	require.InDelta(t, 3000+float64(v.Loose), float64(v.Total.Mean), 1e-9)
	width := func(v dispatch.View) energy.Watts { return v.Interval.Max - v.Interval.Min }
	require.Greater(t, v.Total.Variance, before.Total.Variance)
	require.Greater(t, width(silent(1800)), 1.2*width(before))
}

// TestRow26_NothingIsSeenOfHomesThatWereNeverHeard: that is no power of 0 W.
func TestRow26_NothingIsSeenOfHomesThatWereNeverHeard(t *testing.T) {
	b, c, _ := commanded(t, "a", "b")
	v := c.View(b.now)
	require.Equal(t, energy.Estimate{}, v.Total)
	require.Equal(t, energy.Coverage{Missing: 2}, v.Coverage)
	fresh := &crew{plant: "unknown", estimates: b.estimates, roster: &roster{}}
	require.Equal(t, energy.Estimate{}, fresh.View(b.now).Total)
}

// TestAHomeThatTellsChangesOnlyStandsWhereItWas, until its heartbeat is late.
func TestAHomeThatTellsChangesOnlyStandsWhereItWas(t *testing.T) {
	b := believe(t)
	require.NoError(t, b.registry.AddGroup(t.Context(), "f", asset.Feeder, b.now.Add(-time.Hour)))
	b.home(t, "h", "f")
	b.twins.Presence(wire.Presence{Site: "h", Boot: 1, Online: true}, b.now)
	b.tell("h", -700, 0, 700, func(r *energy.Report) {
		r.Deadband = energy.Deadband{Heartbeat: time.Minute, Power: 150}
	})
	for range 60 {
		b.passAfter(time.Second)
		v, g := b.site(t, "h"), b.group(t, "f")
		require.Equal(t, "measured", v.Load.Provenance)
		require.Zero(t, *v.Load.AgeS, "it stands for now")
		require.InDelta(t, -700, *v.Load.Mean, 60)
		require.Equal(t, 1, g.Coverage.Reporting)
		require.Equal(t, 1, g.States["ready"])
	}
	b.passAfter(10 * time.Second)
	require.Equal(t, "modelled", b.site(t, "h").Load.Provenance)
	require.Zero(t, b.group(t, "f").Coverage.Reporting)
	b.tell("h", -900, 0, 900) // in service again
	b.passAfter(time.Second)
	require.InDelta(t, -900, *b.site(t, "h").Load.Mean, 60)
}

// TestAHomeWhoseSessionEndedOffersNothingAtOnce, long before its silence tells.
func TestAHomeWhoseSessionEndedOffersNothingAtOnce(t *testing.T) {
	b, _, told := commanded(t, "h")
	told("h", 3000)
	b.passAfter(time.Second)
	require.Equal(t, 1, b.group(t, "p").Capability.Up.Homes)
	b.twins.Presence(wire.Presence{Site: "h", Boot: 1}, b.now)
	b.passAfter(time.Second)
	require.Equal(t, 1, b.group(t, "p").States["mute"])
	require.Zero(t, b.group(t, "p").Capability.Up.Homes)
	require.Equal(t, 1, b.group(t, "p").Battery.Homes)
}
