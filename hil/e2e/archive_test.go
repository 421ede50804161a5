package e2e_test

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/history"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// archive is what a dead cloud left on its disk, opened as its next start
// would. A process can hold one.
type archive struct {
	t      *testing.T
	client *history.Client
}

func openArchive(t *testing.T, stateDir string) *archive {
	t.Helper()
	database, err := history.OpenEmbedded(history.DefaultEmbedded(filepath.Join(stateDir, "history")))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, database.Close()) })
	client, err := history.NewClient("http://history", database)
	require.NoError(t, err)
	writer, err := history.NewWriter(history.DefaultConfig(filepath.Join(stateDir, "journal")), client, nobody{}, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	during(t, writer.Run)
	return &archive{t: t, client: client}
}

// nobody is told of nothing: no report is appended here.
type nobody struct{}

func (nobody) Stored(energy.SiteID, uint64, uint64) {}

// read returns what the site said of m since from.
func (a *archive) read(site energy.SiteID, m history.Metric, from time.Time) []history.Point {
	a.t.Helper()
	ctx := context.Background()
	require.NoError(a.t, a.client.Flush(ctx))
	points, err := a.client.Read(ctx, site, m, energy.Interval{Start: from, End: time.Now()})
	require.NoError(a.t, err)
	return points
}

// gap returns the longest time between two points that follow each other.
func gap(points []history.Point) (longest time.Duration) {
	for i := 1; i < len(points); i++ {
		longest = max(longest, points[i].At.Sub(points[i-1].At))
	}
	return longest
}
