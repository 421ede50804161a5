package history_test

import (
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/history"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// BenchmarkWriter is the whole road, journal and embedded database: samples_per_s
// until the database has accepted them, bytes_per_sample of its closed files.
func BenchmarkWriter(b *testing.B) {
	const homes = 1000
	dir := b.TempDir()
	e, err := history.OpenEmbedded(history.DefaultEmbedded(dir))
	require.NoError(b, err)
	client, err := history.NewClient("http://embedded", e)
	require.NoError(b, err)
	w, err := history.NewWriter(history.DefaultConfig(b.TempDir()), client, nothing{}, slog.New(slog.DiscardHandler))
	require.NoError(b, err)
	stop := running(w)
	reports := seconds(time.Now().Add(-24*time.Hour).Truncate(time.Second), b.N/homes+1)
	b.ResetTimer()
	for i := range b.N {
		site := energy.SiteID(fmt.Sprintf("home-%d", i%homes))
		for w.Append(site, 1, reports[i/homes]) != nil {
			time.Sleep(time.Millisecond)
		}
	}
	samples := float64(b.N * history.NumMetrics)
	for float64(w.Stats().Delivered) < samples {
		time.Sleep(time.Millisecond)
	}
	b.StopTimer()
	require.NoError(b, stop())
	require.NoError(b, e.Close())
	b.ReportMetric(samples/b.Elapsed().Seconds(), "samples_per_s")
	b.ReportMetric(float64(sizeOf(b, filepath.Join(dir, "data")))/samples, "bytes_per_sample")
}

// nothing is a Sink that takes no note.
type nothing struct{}

func (nothing) Stored(energy.SiteID, uint64, uint64) {}

func sizeOf(b *testing.B, dir string) (total int64) {
	require.NoError(b, filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			total += info.Size()
		}
		return err
	}))
	return total
}
