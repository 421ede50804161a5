package server

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/sheet"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// fleetOf is a registry that Members follow, by a clock that the test moves.
type fleetOf struct {
	t        *testing.T
	registry *fleet.Registry
	now      atomic.Int64
	members  *Members
	moved    chan Moved
}

func (f *fleetOf) clock() time.Time { return time.UnixMilli(f.now.Load()) }

func fleetAt(t *testing.T, day string) *fleetOf {
	t.Helper()
	at, err := fleet.ParseTime(day)
	require.NoError(t, err)
	f := &fleetOf{t: t, moved: make(chan Moved)}
	f.now.Store(at.UnixMilli())
	f.registry, err = fleet.Open(filepath.Join(t.TempDir(), "fleet.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, f.registry.Close()) })
	return f
}

// follow runs the members until the test ends.
func (f *fleetOf) follow() {
	f.t.Helper()
	f.members = NewMembers(f.registry, f.clock, slog.New(slog.DiscardHandler))
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() {
		ended <- f.members.Run(ctx, func(m Moved) {
			select {
			case f.moved <- m:
			case <-ctx.Done():
			}
		})
	}()
	f.t.Cleanup(func() {
		stop()
		require.NoError(f.t, <-ended)
	})
}

func (f *fleetOf) take(rows string) {
	f.t.Helper()
	head, _, _ := strings.Cut(village, "\n")
	_, err := f.registry.Import(f.t.Context(), sheet.CSV, strings.NewReader(head+"\n"+rows), f.clock())
	require.NoError(f.t, err)
}

const district = `site,,,home-1,,,,,,,2025-01-01,
site,,,home-2,,,,,,,2025-01-01,
group,east,plant,,,,,,,,2025-01-01,
group,feeder-7,feeder,,,,,,,,2025-01-01,
group,trafo-1,transformer,,,,,,,,2025-01-01,
part,trafo-1,,,feeder-7,,,,,,2025-01-01,
member,feeder-7,,home-1,,,,,,,2025-01-01,
member,east,,home-2,,,,,,,2025-01-01,2026-06-01
`

// TestMembers_FollowTheRegistry: what is imported, joined, nested or left is in
// force without a restart, and one that restarts knows it all.
func TestMembers_FollowTheRegistry(t *testing.T) {
	f := fleetAt(t, "2026-05-01")
	f.take(district)
	f.follow()
	require.Equal(t, Moved{All: true, Plants: []energy.PlantID{"east"}}, <-f.moved)
	in := func(homes ...energy.SiteID) {
		t.Helper()
		require.Equal(t, append([]energy.SiteID{}, homes...), append([]energy.SiteID{}, f.members.Homes("east")...))
	}
	in("home-2")

	f.take("part,east,,,trafo-1,,,,,,2026-01-01,\n")
	require.Equal(t, Moved{Homes: []energy.SiteID{"home-1"}}, <-f.moved)
	in("home-1", "home-2")

	f.take("site,,,home-0,,,,,,,,\ngroup,west,plant,,,,,,,,,\nmember,west,,home-0,,,,,,,2026-01-01,\nmember,feeder-7,,home-0,,,,,,,2026-01-01,\n")
	require.Equal(t, Moved{Homes: []energy.SiteID{"home-0"}, Plants: []energy.PlantID{"west"}}, <-f.moved)
	in("home-0", "home-1", "home-2")
	require.Equal(t, []energy.SiteID{"home-0"}, f.members.Homes("west"))
	require.Equal(t, []string{"feeder-7", "west", "trafo-1", "east"}, names(f.members.Place("home-0")))

	require.NoError(t, f.registry.Leave(t.Context(), "feeder-7", "home-1", f.clock()))
	require.Equal(t, Moved{Homes: []energy.SiteID{"home-1"}}, <-f.moved)
	in("home-0", "home-2")

	places := f.members.Places()
	require.Len(t, places, 3)
	require.Equal(t, energy.SiteID("home-1"), places[1].Site)
	require.Empty(t, places[1].Groups)
	again := NewMembers(f.registry, f.clock, slog.New(slog.DiscardHandler))
	require.Equal(t, places, again.Places())
	require.Equal(t, f.members.Homes("east"), again.Homes("east"))
}

// TestMembers_ReadAllAfterALargeImport: one line of the outbox tells of it.
func TestMembers_ReadAllAfterALargeImport(t *testing.T) {
	f := fleetAt(t, "2026-05-01")
	f.take(district)
	f.follow()
	require.True(t, (<-f.moved).All)
	const homes = 5_000
	var rows strings.Builder
	rows.WriteString("group,west,plant,,,,,,,,,\n")
	for n := range homes {
		fmt.Fprintf(&rows, "site,,,w-%04d,,,,,,,,\nmember,west,,w-%04d,,,,,,,2026-01-01,\n", n, n)
	}
	f.take(rows.String())
	require.Equal(t, Moved{All: true, Plants: []energy.PlantID{"east", "west"}}, <-f.moved)
	require.Len(t, f.members.Homes("west"), homes)
	require.Len(t, f.members.Places(), homes+2)
}

// TestMembers_FollowTheClock: what was written long before begins and ends when
// its time has come, also where a group goes into another.
func TestMembers_FollowTheClock(t *testing.T) {
	f := fleetAt(t, "2026-05-31T23:59:59.999Z")
	f.take(district + "part,east,,,trafo-1,,,,,,2026-06-01,\nmember,east,,home-1,,,,,,,2026-07-01,\n")
	f.follow()
	require.True(t, (<-f.moved).All)
	require.Equal(t, []energy.SiteID{"home-2"}, f.members.Homes("east"))
	f.now.Add(1)
	require.Equal(t, Moved{Homes: []energy.SiteID{"home-1", "home-2"}}, <-f.moved)
	require.Equal(t, []energy.SiteID{"home-1"}, f.members.Homes("east"))
	require.False(t, f.members.Place("home-1").Until.IsZero())
	require.True(t, f.members.Place("home-2").Until.IsZero())
}

func names(p fleet.Place) (ids []string) {
	for _, g := range p.Groups {
		ids = append(ids, string(g.ID))
	}
	return ids
}
