package server

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/cloud/twin"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// believing is a cloud that estimates, at a time of the test's.
type believing struct {
	*estimates
	now  time.Time
	seqs map[energy.SiteID]uint64
}

func believe(t testing.TB) *believing {
	t.Helper()
	r, err := fleet.Open(filepath.Join(t.TempDir(), "registry.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Close()) })
	b := &believing{now: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC), seqs: map[energy.SiteID]uint64{}}
	b.restart(r, filepath.Join(t.TempDir(), "estimates"), slog.New(slog.DiscardHandler))
	return b
}

// restart begins anew with what is in r, and with what was kept at path.
func (b *believing) restart(r *fleet.Registry, path string, log *slog.Logger) {
	clock := func() time.Time { return b.now }
	b.estimates = newEstimates(path, clocks{usual: time.UTC}, NewMembers(r, clock, log), r, twin.NewStore(), clock, log)
}

// home adds homes that are in groups.
func (b *believing) home(t require.TestingT, site energy.SiteID, groups ...asset.GroupID) {
	since := b.now.Add(-time.Minute)
	require.NoError(t, b.registry.AddSite(context.Background(), site, since))
	for _, g := range groups {
		require.NoError(t, b.registry.Join(context.Background(), g, site, since))
	}
	b.follow(Moved{All: true})
}

// follow is what Members.Run does where m is what changed.
func (b *believing) follow(m Moved) {
	b.members = NewMembers(b.registry, b.clock, b.log)
	b.moved(m)
}

// tell has a home with a battery of 10 kWh and 5 kW report now.
func (b *believing) tell(site energy.SiteID, load, pv, battery energy.Watts, change ...func(*energy.Report)) {
	b.seqs[site]++
	at := b.now
	r := energy.Report{Seq: b.seqs[site], Decision: energy.Decision{State: energy.Autonomous}, Snapshot: energy.Snapshot{
		At: at, Load: energy.Read(load, at), PV: energy.Read(pv, at), Battery: energy.Read(battery, at), Grid: energy.Read(load+pv+battery, at),
		SoC: energy.Read(energy.Ratio(0.5), at), Capacity: energy.Read(energy.WattHours(10_000), at),
		MaxCharge: energy.Read(energy.Watts(5000), at), MaxDischarge: energy.Read(energy.Watts(5000), at),
	}}
	for _, c := range change {
		c(&r)
	}
	b.twins.Batch(wire.Batch{Site: site, Boot: 1, Reports: []energy.Report{r}}, at)
}

// pass lets time pass, a pass each second at most for a minute and then each minute.
func (b *believing) passAfter(d time.Duration) {
	for d > 0 {
		step := time.Second
		if d > time.Minute {
			step = time.Minute
		}
		b.now, d = b.now.Add(step), d-step
		b.pass(b.now)
	}
}

func (b *believing) site(t require.TestingT, site energy.SiteID) api.SiteEstimate {
	v, believed, err := b.EstimateSite(context.Background(), site, b.now, 0.9)
	require.NoError(t, err)
	require.True(t, believed)
	return v
}

func (b *believing) group(t require.TestingT, id string) api.GroupEstimate {
	v, err := b.EstimateGroup(context.Background(), id, "", 0.9)
	require.NoError(t, err)
	return v
}

func width(i *[2]float64) float64 { return i[1] - i[0] }

// TestRow22_ASilentHomeIsBelievedLessAndLess, and goes on to be in the sum.
func TestRow22_ASilentHomeIsBelievedLessAndLess(t *testing.T) {
	b := believe(t)
	require.NoError(t, b.registry.AddPlant(t.Context(), "p", b.now.Add(-time.Hour)))
	b.home(t, "h", "p")
	b.tell("h", -1000, 0, 800)
	b.passAfter(time.Second)
	v := b.site(t, "h")
	require.Equal(t, "measured", v.Load.Provenance)
	require.InDelta(t, -1000, *v.Load.Mean, 20)
	require.Equal(t, "commandable", *v.Condition)
	last := width(v.Load.Interval)
	for range 5 {
		b.passAfter(5 * time.Minute)
		v = b.site(t, "h")
		require.Equal(t, "modelled", v.Load.Provenance)
		require.Greater(t, width(v.Load.Interval), last)
		last = width(v.Load.Interval)
	}
	require.Equal(t, "unreachable", *v.Condition)
	g := b.group(t, "p")
	require.Equal(t, 1, g.Battery.Homes)
	require.Equal(t, map[string]int{"silent": 0, "guessed": 1, "mute": 0, "ready": 0}, g.States)
	require.Equal(t, 1.0, float64(g.Coverage.Modelled))
}

// TestRow23_ATowerThatFallsSilentWidensTheIntervalAndTakesItsOffer. All homes of the town
// are under it; those of another town are heard all the time.
func TestRow23_ATowerThatFallsSilentWidensTheIntervalAndTakesItsOffer(t *testing.T) {
	b := believe(t)
	since := b.now.Add(-time.Hour)
	require.NoError(t, b.registry.AddPlant(t.Context(), "p", since))
	for _, zone := range []asset.GroupID{"town", "village"} {
		require.NoError(t, b.registry.AddGroup(t.Context(), zone, asset.Zone, since))
	}
	const homes = 20
	all := func(zone string) {
		for i := range homes {
			b.tell(energy.SiteID(fmt.Sprintf("%s-%d", zone, i)), -energy.Watts(300+100*(i%7)), energy.Watts(2000+50*i), 0)
		}
	}
	for _, zone := range []string{"town", "village"} {
		for i := range homes {
			b.home(t, energy.SiteID(fmt.Sprintf("%s-%d", zone, i)), "p", asset.GroupID(zone))
		}
		all(zone)
	}
	b.passAfter(2 * time.Second)
	before := b.group(t, "p")
	require.Equal(t, 2*homes, before.States["ready"])
	for range 20 * 60 {
		b.passAfter(time.Second)
		all("village")
	}
	b.passAfter(time.Second)
	after, town, village := b.group(t, "p"), b.group(t, "town"), b.group(t, "village")
	require.Greater(t, width(after.PV.Interval), 3*width(before.PV.Interval))
	require.Greater(t, width(town.PV.Interval), 3*width(village.PV.Interval))
	require.Equal(t, 2*homes, after.PV.Homes, "for totals it is estimated")
	require.Equal(t, homes, after.Capability.Up.Homes, "for promises it is dropped")
	require.InDelta(t, *before.Capability.Up.Mean/2, *after.Capability.Up.Mean, 0.02**before.Capability.Up.Mean)
	require.Less(t, after.Firm[0].UpW, before.Firm[0].UpW)
	require.Greater(t, after.Firm[0].UpW, energy.Watts(0))
	require.Equal(t, api.Firm{ForS: 900, Probability: 0.95, Secured: &api.Secured{}}, town.Firm[0])
	require.Equal(t, homes, town.States["guessed"])
	require.InDelta(t, 0.5, float64(after.Coverage.Measured), 1e-9)
}

// TestRow26_NoEstimateTakesWhatIsMissingForZero.
func TestRow26_NoEstimateTakesWhatIsMissingForZero(t *testing.T) {
	b := believe(t)
	require.NoError(t, b.registry.AddPlant(t.Context(), "p", b.now.Add(-time.Hour)))
	for _, id := range []energy.SiteID{"idle", "mute", "blind"} {
		b.home(t, id, "p")
	}
	b.tell("idle", -500, 500, 0)
	b.tell("blind", 0, 0, 0, func(r *energy.Report) {
		s := &r.Snapshot
		s.Battery, s.Load, s.PV, s.Grid, s.SoC = s.Battery.Lost(), s.Load.Doubt(), s.PV.Lost(), s.Grid.Lost(), s.SoC.Lost()
	})
	b.twins.Presence(wire.Presence{Site: "mute", Boot: 1, Online: true}, b.now)
	b.passAfter(time.Second)
	require.InDelta(t, 0, *b.site(t, "idle").Battery.Mean, 60, "0 W is a power")
	for _, id := range []energy.SiteID{"mute", "blind"} {
		v := b.site(t, id)
		for _, e := range []api.Estimate{v.Battery, v.Load, v.PV, v.Grid, v.SoC, v.Capability.Discharge, v.Capability.EnergyUp} {
			require.Equal(t, "missing", e.Provenance)
			require.Nil(t, e.Mean)
			require.Nil(t, e.Interval)
		}
	}
	require.Equal(t, "never_seen", *b.site(t, "mute").Condition)
	require.Nil(t, b.site(t, "mute").Battery.AgeS)
	require.NotNil(t, b.site(t, "blind").Battery.AgeS)
	g := b.group(t, "p")
	require.Equal(t, 1, g.Battery.Homes)
	require.Equal(t, 3, g.Coverage.Homes)
	require.InDelta(t, 1.0/3, float64(g.Coverage.Missing), 1e-9)
	require.Equal(t, 1, g.States["silent"])
}

// TestRow14_AGroupIsTheNaiveSumOfItsHomes at any time and however they are nested.
func TestRow14_AGroupIsTheNaiveSumOfItsHomes(t *testing.T) {
	b := believe(t)
	since := b.now.Add(-time.Hour)
	groups := []asset.GroupID{"p", "feeder", "zone", "tariff"}
	for i, kind := range []asset.Kind{asset.Plant, asset.Feeder, asset.Zone, asset.Tariff} {
		require.NoError(t, b.registry.AddGroup(t.Context(), groups[i], kind, since))
	}
	require.NoError(t, b.registry.Nest(t.Context(), "zone", "feeder", since))
	var ids []energy.SiteID
	for i := range 16 { // one for each set of groups
		id := energy.SiteID(fmt.Sprintf("h-%d", i))
		var in []asset.GroupID
		for j, g := range groups {
			if i>>j&1 == 1 {
				in = append(in, g)
			}
		}
		ids = append(ids, id)
		b.home(t, id, in...)
	}
	start := b.now
	rapid.Check(t, func(t *rapid.T) {
		b.now, b.seqs = start, map[energy.SiteID]uint64{}
		b.restart(b.registry, b.path, b.log)
		for _, id := range ids {
			if rapid.Bool().Draw(t, "speaks") {
				b.tell(id, -energy.Watts(rapid.IntRange(0, 6000).Draw(t, "load_w")), energy.Watts(rapid.IntRange(0, 6000).Draw(t, "pv_w")), 0)
			}
		}
		b.passAfter(time.Duration(rapid.IntRange(1, 40).Draw(t, "s")) * time.Second)
		for _, g := range groups {
			homes, err := b.registry.Below(context.Background(), g, b.now)
			require.NoError(t, err)
			b.agree(t, string(g), homes)
		}
	})
}

func (b *believing) agree(t *rapid.T, group string, homes []energy.SiteID) {
	var load, battery float64
	seen := 0
	for _, id := range homes {
		if v := b.site(t, id); v.Load.Mean != nil {
			load, battery, seen = load+*v.Load.Mean, battery+*v.Battery.Mean, seen+1
		}
	}
	g := b.group(t, group)
	require.Equal(t, len(homes), g.Coverage.Homes)
	require.Equal(t, seen, g.Load.Homes)
	if seen > 0 {
		require.InDelta(t, load, *g.Load.Mean, 0.5)
		require.InDelta(t, battery, *g.Battery.Mean, 0.5)
	}
}

func TestAnEstimateIsOfWhatIsAskedFor(t *testing.T) {
	b := believe(t)
	require.NoError(t, b.registry.AddPlant(t.Context(), "p", b.now.Add(-time.Hour)))
	b.home(t, "h", "p")
	b.tell("h", -1000, 0, 0)
	b.passAfter(10 * time.Second)
	f := func(at time.Duration, believed bool) (v api.SiteEstimate) {
		t.Helper()
		v, ok, err := b.EstimateSite(t.Context(), "h", b.now.Add(at), 0.9)
		require.NoError(t, err)
		require.Equal(t, believed, ok)
		return v
	}
	f(-time.Minute, false) // it sampled something later
	near, far := f(-5*time.Second, true), f(15*time.Minute, true)
	require.Nil(t, far.Condition)
	require.Greater(t, width(far.Load.Interval), width(near.Load.Interval))
	require.Less(t, *far.SoC.Mean, *near.SoC.Mean, "its battery feeds it meanwhile")

	_, _, err := b.EstimateSite(t.Context(), "nobody", b.now, 0.9)
	require.Equal(t, fault.NotFound, fault.KindOf(err))
	_, err = b.EstimateGroup(t.Context(), "nobody", "", 0.9)
	require.Equal(t, fault.NotFound, fault.KindOf(err))
	_, err = b.EstimateGroup(t.Context(), "p", "feeder", 0.9)
	require.Equal(t, fault.NotFound, fault.KindOf(err))
	require.NoError(t, b.registry.AddGroup(t.Context(), "empty", asset.Feeder, b.now))
	g := b.group(t, "empty")
	require.Zero(t, g.Coverage.Homes)
	require.Nil(t, g.Battery.Mean)
	require.Equal(t, energy.Watts(0), g.Firm[0].UpW)
}
