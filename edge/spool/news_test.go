package spool_test

import (
	"context"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/spool"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func newsAt(seq int) energy.Report {
	now := time.Now()
	event := energy.Event{Kind: energy.UnknownDevice, Severity: energy.Warning, Device: "bus1-unit1", At: now.Add(-3 * time.Second), Text: "nobody knows it"}
	return energy.Report{Snapshot: energy.Snapshot{At: now}, News: &energy.News{Edges: []energy.Event{event}, Standing: []energy.Event{event}, Held: uint64(seq)}}
}

// A power cut a moment after a condition began loses nothing of it.
func TestPain11_NewsAreOnDiskWithinSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFolder()
		s := open(f, 1)
		ctx, kill := context.WithCancel(t.Context())
		defer kill()
		go func() { _ = s.Run(ctx) }()
		s.Append(newsAt(7))
		time.Sleep(16 * time.Second)
		synctest.Wait()
		require.EqualValues(t, 1, s.Stats().OnDisk)
		for range 60 {
			s.Append(plain(1))
			time.Sleep(time.Second)
		}
		require.Equal(t, 1, f.appends, "what follows waits as ever")

		again := open(f, 2)
		rest, end := context.WithCancel(t.Context())
		defer end()
		go func() { _ = again.Run(rest) }()
		synctest.Wait()
		boot, left := again.Earlier()
		require.EqualValues(t, 1, boot)
		got := make([]energy.Report, 1)
		require.Equal(t, 1, left.Peek(1, got))
		require.EqualValues(t, 7, got[0].News.Held)
		require.Equal(t, "nobody knows it", got[0].News.Edges[0].Text)
		require.Equal(t, 3*time.Second, got[0].Snapshot.At.Sub(got[0].News.Standing[0].At))
	})
}

// News outlive what is ordinary on a disk that is full.
func TestFault053_NewsAreKeptLongest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFolder()
		s := spool.Open(spool.Config{Site: "h", Boot: 1, Disk: 100 << 10, Folder: f, Log: slog.New(slog.DiscardHandler)})
		fill(t, s, 20_000, func(i int) energy.Report {
			r := plain(i)
			if i%2000 == 1000 {
				r.News = newsAt(i).News
			}
			return r
		})
		require.NotZero(t, s.Dropped())
		kept := contents(t, s)
		for i := 1000; i < 20_000; i += 2000 {
			require.Contains(t, kept, uint64(i+1))
		}
	})
}
