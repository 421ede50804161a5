package history_test

import (
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"path/filepath"
	"runtime"
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
	answered := answers{from: e, came: make(chan struct{}, 1)}
	client, err := history.NewClient("http://embedded", answered)
	require.NoError(b, err)
	cfg := history.DefaultConfig(b.TempDir())
	room := make(slots, cfg.Queue)
	w, err := history.NewWriter(cfg, client, room, slog.New(slog.DiscardHandler))
	require.NoError(b, err)
	stop := running(w)
	reports := seconds(time.Now().Add(-24*time.Hour).Truncate(time.Second), b.N/homes+1)
	b.ResetTimer()
	for i := range b.N {
		site := energy.SiteID(fmt.Sprintf("home-%d", i%homes))
		room <- struct{}{}
		require.NoError(b, w.Append(site, 1, reports[i/homes]))
	}
	samples := float64(b.N * history.NumReadings)
	answered.await(w, uint64(b.N*history.NumReadings))
	b.StopTimer()
	require.NoError(b, stop())
	require.NoError(b, e.Close())
	b.ReportMetric(samples/b.Elapsed().Seconds(), "samples_per_s")
	b.ReportMetric(float64(sizeOf(b, filepath.Join(dir, "data")))/samples, "bytes_per_sample")
}

// slots is a Sink that makes room for another report as one is stored.
type slots chan struct{}

// Stored implements history.Sink.
func (s slots) Stored(energy.SiteID, uint64, uint64) { <-s }

// answers is a transport that tells of each answer.
type answers struct {
	from http.RoundTripper
	came chan struct{} // capacity 1: one or more since the last receive
}

// RoundTrip implements http.RoundTripper.
func (a answers) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := a.from.RoundTrip(request)
	select {
	case a.came <- struct{}{}:
	default:
	}
	return response, err
}

// await returns once the database has accepted samples of w.
func (a answers) await(w *history.Writer, samples uint64) {
	for seen := w.Stats().Delivered; seen < samples; seen = w.Stats().Delivered {
		<-a.came
		for w.Stats().Delivered == seen {
			runtime.Gosched() // an answer is counted right after it came
		}
	}
}

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
