package server

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

func homeOf(zone string, i int) energy.SiteID { return energy.SiteID(fmt.Sprintf("%s-%d", zone, i)) }

// towns adds zones with homes of plant p.
func towns(t *testing.T, b *believing, zones map[string]int) {
	t.Helper()
	since := b.now.Add(-time.Minute)
	for zone, homes := range zones {
		require.NoError(t, b.registry.AddGroup(t.Context(), asset.GroupID(zone), asset.Zone, since))
		for i := range homes {
			require.NoError(t, b.registry.AddSite(t.Context(), homeOf(zone, i), since))
			require.NoError(t, b.registry.Join(t.Context(), "p", homeOf(zone, i), since))
			require.NoError(t, b.registry.Join(t.Context(), asset.GroupID(zone), homeOf(zone, i), since))
			b.twins.Presence(wire.Presence{Site: homeOf(zone, i), Boot: 1, Online: true}, b.now)
		}
	}
	b.follow(Moved{All: true})
}

// TestRow25_WhatIsPromisedStandsTheLossOfAnyOneRegion, and what that costs is told.
func TestRow25_WhatIsPromisedStandsTheLossOfAnyOneRegion(t *testing.T) {
	b := believe(t)
	since := b.now.Add(-time.Hour)
	require.NoError(t, b.registry.AddPlant(t.Context(), "p", since))
	require.NoError(t, b.registry.AddPlant(t.Context(), "alone", since))
	zones := map[string]int{"large": 30, "middle": 20, "small": 10}
	towns(t, b, zones)
	require.NoError(t, b.registry.Join(t.Context(), "alone", "large-0", b.now.Add(-time.Second)))
	b.follow(Moved{All: true})
	speak := func(but string) {
		for zone, homes := range zones {
			for i := range homes {
				if zone != but {
					b.tell(homeOf(zone, i), -500, 0, 0)
				}
			}
		}
		b.passAfter(time.Second)
	}
	speak("")
	speak("")
	whole := b.group(t, "p").Firm[0]
	require.NotNil(t, whole.Secured)
	require.Equal(t, "large", *whole.Secured.Against)
	require.InDelta(t, 0.5, float64(whole.Secured.HeldBack), 0.05)
	require.InDelta(t, float64(whole.UpW)*(1-float64(whole.Secured.HeldBack)), float64(whole.Secured.UpW), 1)
	one := b.group(t, "alone").Firm[0].Secured
	require.Equal(t, []any{energy.Watts(0), energy.Ratio(1), "large"}, []any{one.UpW, one.HeldBack, *one.Against})

	for zone := range zones { // whichever goes dark
		fresh := believe(t)
		require.NoError(t, fresh.registry.AddPlant(t.Context(), "p", since))
		b = fresh
		towns(t, b, zones)
		speak("")
		speak("")
		promised := b.group(t, "p").Firm[0].Secured.UpW
		for range zones[zone] {
			for i := range zones[zone] {
				b.twins.Presence(wire.Presence{Site: homeOf(zone, i), Boot: 1}, b.now)
			}
		}
		speak(zone)
		require.GreaterOrEqual(t, float64(b.group(t, "p").Firm[0].UpW)+1, float64(promised), zone)
	}
	require.NoError(t, b.registry.AddGroup(t.Context(), "empty", "feeder", b.now))
	require.Equal(t, energy.Watts(0), b.group(t, "empty").Firm[0].Secured.UpW)
	require.Nil(t, b.group(t, "empty").Firm[0].Secured.Against)
}

// TestRow14_TheFleetIsEveryHomeOnce, in a group or in none, and homes that come later.
func TestRow14_TheFleetIsEveryHomeOnce(t *testing.T) {
	b := believe(t)
	require.NoError(t, b.registry.AddPlant(t.Context(), "p", b.now.Add(-time.Hour)))
	f := func(id energy.SiteID, homes int, groups ...asset.GroupID) {
		t.Helper()
		b.home(t, id, groups...)
		b.passAfter(time.Second)
		b.tell(id, -1000, 0, 200)
		b.passAfter(time.Second)
		v, err := b.EstimateFleet(t.Context(), 0.8)
		require.NoError(t, err)
		require.Equal(t, []any{"fleet", "fleet", energy.Ratio(0.8)}, []any{v.ID, v.Kind, v.Level})
		require.Equal(t, homes, v.Coverage.Homes)
		require.InDelta(t, 200*float64(homes), *v.Battery.Mean, 60*float64(homes))
	}
	f("alone", 1)
	f("in-plant", 2, "p")
	b.home(t, "later")
	b.replant(b.members.Places())
	v, err := b.EstimateFleet(t.Context(), 0.9)
	require.NoError(t, err)
	require.Nil(t, v.Firm[0].Secured, "no pass has summed the tree that stands now")
	b.passAfter(time.Second)
	v, err = b.EstimateFleet(t.Context(), 0.9)
	require.NoError(t, err)
	require.NotNil(t, v.Firm[0].Secured)
	require.Equal(t, 3, v.Coverage.Homes)
	require.InDelta(t, 1.0/3, float64(v.Coverage.Missing), 1e-9)
}
