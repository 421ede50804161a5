package server

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestAZoneKeepsTheClocksOfItsPeople: after the change to summer time their evening
// comes an hour earlier by the sun, and that of a zone without summer time does not.
func TestAZoneKeepsTheClocksOfItsPeople(t *testing.T) {
	b := believe(t)
	found, err := clocksOf(Clocks{Usual: "UTC", Zones: map[string]string{"hill": "Europe/Berlin"}})
	require.NoError(t, err)
	since := b.now.Add(-time.Hour)
	for _, zone := range []asset.GroupID{"hill", "usual"} {
		require.NoError(t, b.registry.AddGroup(t.Context(), zone, asset.Zone, since))
	}
	b.home(t, "h", "hill")
	b.home(t, "u", "usual")
	b.now = time.Date(2026, 3, 19, 0, 0, 0, 0, time.UTC)
	b.estimates = newEstimates(b.path, found, NewMembers(b.registry, b.clock, b.log), b.registry, b.twins, b.clock, b.log)
	day := time.Date(2026, 3, 30, 12, 0, 0, 0, time.UTC) // the second of summer time
	for b.now.Before(day) {
		load := energy.Watts(-300)
		if b.now.Hour() == 17 { // 18 h in Berlin, until it changes
			load = -4000
		}
		if b.now.Before(day.Add(-36 * time.Hour)) {
			b.tell("h", load, 0, 0)
			b.tell("u", load, 0, 0)
		} else {
			b.tell("h", -300, 0, 0)
			b.tell("u", -300, 0, 0)
		}
		b.passAfter(10 * time.Minute)
	}
	load := func(id energy.SiteID, hour int) float64 {
		v, believed, err := b.EstimateSite(t.Context(), id, time.Date(2026, 3, 30, hour, 30, 0, 0, time.UTC), 0.9)
		require.NoError(t, err)
		require.True(t, believed)
		return *v.Load.Mean
	}
	require.Less(t, load("h", 16), load("h", 17)-500)
	require.Less(t, load("u", 17), load("u", 16)-500)
}

func TestAPlaceThatHasNoClockIsNamed(t *testing.T) {
	f := func(c Clocks, key string) {
		t.Helper()
		config := Defaults()
		config.Clocks = c
		require.ErrorContains(t, config.Validate(), key)
	}
	f(Clocks{Usual: "Mars/Olympus"}, `clocks.usual "Mars/Olympus": want the name of a time zone`)
	f(Clocks{Zones: map[string]string{"hill": "Local"}}, `clocks.zones.hill "Local"`)
	require.NoError(t, Defaults().Validate())
}
