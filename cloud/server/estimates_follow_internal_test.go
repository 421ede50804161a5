package server

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestGroupsAreFollowedWithoutARestart and without rows that nobody gives back.
func TestGroupsAreFollowedWithoutARestart(t *testing.T) {
	b := believe(t)
	ctx, since := t.Context(), b.now.Add(-time.Hour)
	require.NoError(t, b.registry.AddPlant(ctx, "p", since))
	require.NoError(t, b.registry.AddGroup(ctx, "feeder", asset.Feeder, since))
	b.home(t, "a", "p")
	b.home(t, "b", "p", "feeder")
	f := func(group string, want ...energy.SiteID) {
		t.Helper()
		b.passAfter(time.Second)
		for _, id := range []energy.SiteID{"a", "b"} {
			b.tell(id, -1000, 0, 0)
		}
		b.passAfter(time.Second)
		g := b.group(t, group)
		require.Equal(t, len(want), g.Coverage.Homes)
		require.Equal(t, len(want), g.Load.Homes)
		require.Equal(t, 2, b.fleet.Len())
	}
	moved := func(homes ...energy.SiteID) {
		b.now = b.now.Add(time.Second)
		b.follow(Moved{Homes: homes})
	}
	f("p", "a", "b")
	f("feeder", "b")
	require.NoError(t, b.registry.Join(ctx, "feeder", "a", b.now))
	moved("a")
	f("feeder", "a", "b")
	require.NoError(t, b.registry.Leave(ctx, "p", "b", b.now))
	moved("b")
	f("p", "a")
	require.NoError(t, b.registry.AddPlant(ctx, "new", b.now))
	require.NoError(t, b.registry.Join(ctx, "new", "b", b.now))
	moved("b")
	f("new", "b")
	require.NoError(t, b.registry.AddGroup(ctx, "hill", asset.Zone, b.now))
	require.NoError(t, b.registry.Nest(ctx, "hill", "feeder", b.now))
	moved("a", "b") // under a sky that is new
	f("hill", "a", "b")
	require.Contains(t, b.seats.zones, asset.GroupID("hill"))
}

// TestRowsAreGivenBack when homes are not there any more, and cells when nobody is
// in them.
func TestRowsAreGivenBack(t *testing.T) {
	b := believe(t)
	require.NoError(t, b.registry.AddPlant(t.Context(), "p", b.now.Add(-time.Hour)))
	for i := range 5 {
		b.home(t, energy.SiteID(fmt.Sprintf("h-%d", i)), "p")
	}
	b.passAfter(time.Second)
	require.Equal(t, 5, b.fleet.Len())
	places := b.members.Places()
	b.replant(places[:2])
	require.Len(t, b.seats.free, 3)
	b.fleet.Pass(b.now)
	require.Equal(t, 2, b.seats.picture(b.fleet, b.now).groups["p"].total.Coverage.Homes())
	b.replant(places)
	require.Equal(t, 5, b.fleet.Len())
	require.Empty(t, b.seats.free)
	for i := range 1000 {
		group := asset.Group{ID: asset.GroupID(fmt.Sprintf("g-%d", i)), Kind: asset.Programme}
		require.True(t, b.seats.put(b.fleet, fleet.Place{Site: "h-0", Groups: []asset.Group{group}}))
		if b.seats.wasteful() {
			b.replant(places)
		}
		require.LessOrEqual(t, len(b.seats.cells), 120)
	}
}

// TestWhatWasLearnedOutlivesTheProcess and what does not fit is named, and begins anew.
func TestWhatWasLearnedOutlivesTheProcess(t *testing.T) {
	b := believe(t)
	require.NoError(t, b.registry.AddPlant(t.Context(), "p", b.now.Add(-time.Hour)))
	b.home(t, "h", "p")
	for range 24 * 60 {
		b.tell("h", -3000, 0, 0)
		b.passAfter(time.Minute)
	}
	b.keep()
	evening := b.now
	load := func() float64 {
		b.now = evening
		b.tell("h", -1000, 0, 0)
		b.passAfter(8 * time.Hour)
		return *b.site(t, "h").Load.Mean
	}
	learned := load()
	var lines bytes.Buffer
	f := func(fits bool, reasons ...string) {
		t.Helper()
		lines.Reset()
		b.now, b.seqs = evening, map[energy.SiteID]uint64{}
		b.restart(b.registry, b.path, slog.New(slog.NewTextHandler(&lines, nil)))
		require.Nil(t, b.site(t, "h").Load.Mean, "what it does now is not remembered")
		if fits {
			require.InDelta(t, learned, load(), 60)
		} else {
			require.Greater(t, load(), learned+500)
		}
		for _, r := range reasons {
			require.Contains(t, lines.String(), r)
		}
	}
	f(true)
	require.Empty(t, lines.String())
	data, err := os.ReadFile(b.path)
	require.NoError(t, err)
	g := func(change func([]byte) []byte, reason string) {
		t.Helper()
		require.NoError(t, os.WriteFile(b.path, change(bytes.Clone(data)), 0o600))
		f(false, "learning begins anew", b.path, reason)
	}
	g(func(d []byte) []byte { d[len(d)/2]++; return d }, "it is damaged")
	g(func(d []byte) []byte { return d[:len(d)-1] }, "it is damaged")
	g(func(d []byte) []byte { d[len(heading)-2]++; return d }, "does not begin with hearthgrid estimates 1")
	g(func([]byte) []byte { return nil }, "does not begin with")
}

// FuzzParseKept: any bytes are parsed or refused.
func FuzzParseKept(f *testing.F) {
	f.Add([]byte(heading))
	f.Add(sealed(appendPart(appendPart(appendPart(nil, appendPart(nil, []byte("zone"))), []byte("all")), []byte("h"))))
	f.Fuzz(func(t *testing.T, rest []byte) {
		k, err := parseKept(sealed(rest))
		require.True(t, err != nil || k.homes != nil)
	})
}

// TestPassesAreMadeEachSecondUntilTheEnd, counted, and what was learned is kept then.
func TestPassesAreMadeEachSecondUntilTheEnd(t *testing.T) {
	b := believe(t)
	b.clock = time.Now
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- b.Run(ctx) }()
		time.Sleep(time.Minute + time.Millisecond)
		require.Equal(t, Passes{Made: 60}, b.pace.passes())
		require.NoFileExists(t, b.path)
		stop()
		require.NoError(t, <-ended)
		require.FileExists(t, b.path)
	})
}

func TestAPassThatIsLateIsCountedAndSaid(t *testing.T) {
	var lines bytes.Buffer
	log := slog.New(slog.NewTextHandler(&lines, nil))
	var p pace
	due := time.Unix(1e9, 0)
	f := func(after, late, took time.Duration, want Passes, said int) {
		t.Helper()
		due = due.Add(after)
		p.note(due, due.Add(late), due.Add(late+took), log)
		require.Equal(t, want, p.passes())
		require.Equal(t, said, bytes.Count(lines.Bytes(), []byte("\n")))
	}
	const ms = time.Millisecond
	f(0, 0, ms, Passes{Made: 1, Took: ms, MostTook: ms}, 0)
	f(time.Second, 2*ms, 1200*ms, Passes{Made: 2, Took: 1200 * ms, MostTook: 1200 * ms, Late: 2 * ms, MostLate: 2 * ms}, 1)
	f(2*time.Second, 900*ms, 200*ms, Passes{Made: 3, Skipped: 1, Took: 200 * ms, MostTook: 1200 * ms, Late: 900 * ms, MostLate: 900 * ms}, 1)
	f(time.Second, 0, ms, Passes{Made: 4, Skipped: 1, Took: ms, MostTook: 1200 * ms, MostLate: 900 * ms}, 2)
}
