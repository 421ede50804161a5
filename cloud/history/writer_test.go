package history_test

import (
	"context"
	"errors"
	"net/http"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/history"
	"github.com/hearthgrid/hearthgrid/cloud/history/journal"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

var epoch = time.UnixMilli(1_700_000_000_000)

// running starts w and returns what stops it and gives its error.
func running(w *history.Writer) (stop func() error) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx) }()
	return func() error {
		cancel()
		return <-done
	}
}

func TestReportIsAcknowledgedWithinTheBatchWaitAndDelivered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db, sink := &database{}, &ledger{}
		w := newWriter(t, history.DefaultConfig(t.TempDir()), db, sink)
		stop := running(w)
		require.NoError(t, w.Append("home-1", 7, gridReport(1, epoch, -250)))
		synctest.Wait()
		require.Empty(t, sink.acknowledged())
		time.Sleep(time.Second)
		synctest.Wait()
		require.Equal(t, []string{"home-1/7/1"}, sink.acknowledged())
		require.Equal(t, []string{"hearth_grid_watts home-1 -250@1700000000000"}, db.samples())
		require.NoError(t, stop())
	})
}

// auditor is a Sink that looks into the journal's files whenever it is told
// that something is stored.
type auditor struct {
	t   *testing.T
	cfg journal.Config
	all int
}

func (a *auditor) Stored(_ energy.SiteID, _ uint64, seq uint64) {
	seen := a.cfg
	seen.Dir = a.t.TempDir()
	require.NoError(a.t, os.CopyFS(seen.Dir, os.DirFS(a.cfg.Dir)))
	j, err := journal.Open(seen)
	require.NoError(a.t, err)
	r := j.Reader()
	records, err := r.Next()
	require.NoError(a.t, err)
	require.NoError(a.t, errors.Join(r.Close(), j.Close()))
	require.GreaterOrEqual(a.t, uint64(len(records)), seq)
	a.all++
}

func TestWhatIsCalledStoredIsInTheJournal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := history.DefaultConfig(t.TempDir())
		cfg.BatchSize = 3
		sink := &auditor{t: t, cfg: cfg.Journal}
		w := newWriter(t, cfg, &database{status: http.StatusServiceUnavailable}, sink)
		stop := running(w)
		for i := range uint64(20) {
			require.NoError(t, w.Append("a", 1, gridReport(i+1, epoch.Add(time.Duration(i)*time.Second), 1)))
		}
		time.Sleep(2 * time.Second)
		require.NoError(t, stop())
		require.Equal(t, 20, sink.all)
	})
}

func TestFailedJournalEndsRunAndAcknowledgesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg, sink := history.DefaultConfig(t.TempDir()+"/journal"), &ledger{}
		w := newWriter(t, cfg, &database{}, sink)
		require.NoError(t, os.RemoveAll(cfg.Journal.Dir))
		require.NoError(t, w.Append("a", 1, gridReport(1, epoch, 1)))
		require.Equal(t, fault.Unknown, fault.KindOf(w.Run(t.Context())))
		require.Empty(t, sink.acknowledged())
	})
}

func TestFullBatchDoesNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg, sink := history.DefaultConfig(t.TempDir()), &ledger{}
		cfg.BatchSize = 2
		w := newWriter(t, cfg, &database{}, sink)
		stop := running(w)
		require.NoError(t, w.Append("a", 1, gridReport(1, epoch, 1)))
		require.NoError(t, w.Append("a", 1, gridReport(2, epoch.Add(1e9), 2)))
		synctest.Wait()
		require.Equal(t, []string{"a/1/1", "a/1/2"}, sink.acknowledged())
		require.NoError(t, w.Append("a", 1, gridReport(3, epoch.Add(2e9), 3)))
		synctest.Wait()
		require.Len(t, sink.acknowledged(), 2)
		require.NoError(t, stop())
		require.Equal(t, []string{"a/1/1", "a/1/2", "a/1/3"}, sink.acknowledged())
	})
}

func TestOnlyNewReadingsAreWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db, sink := &database{}, &ledger{}
		w := newWriter(t, history.DefaultConfig(t.TempDir()), db, sink)
		stop := running(w)
		old := gridReport(1, epoch, 1)
		repeated := gridReport(2, epoch, 1)
		repeated.Snapshot.SoC = energy.Read[energy.Ratio](0.5, epoch.Add(1e9)).Doubt()
		lost := gridReport(3, epoch, 1)
		lost.Snapshot.Grid = lost.Snapshot.Grid.Lost()
		lost.Snapshot.PV = energy.Read[energy.Watts](9, time.Time{})
		approved := energy.Report{Seq: 4, Snapshot: energy.Snapshot{At: epoch.Add(3e9)}, Decision: energy.Decision{Approved: energy.WantPower(0)}}
		for _, r := range []energy.Report{old, repeated, lost, approved} {
			require.NoError(t, w.Append("a", 1, r))
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		require.ElementsMatch(t, []string{
			"hearth_grid_watts a 1@1700000000000",
			"hearth_soc_ratio a 0.5@1700000001000",
			"hearth_approved_watts a 0@1700000003000",
			"hearth_flags a 16@1700000001000",    // its charge was doubtful
			"hearth_flags a 65536@1700000000000", // its grid meter gave nothing
		}, db.samples())
		require.Equal(t, []string{"a/1/1", "a/1/2", "a/1/3", "a/1/4"}, sink.acknowledged())
		require.NoError(t, stop())
	})
}

func TestFullQueueIsBusyAndCounted(t *testing.T) {
	cfg := history.DefaultConfig(t.TempDir())
	cfg.Queue = 2
	w := newWriter(t, cfg, &database{}, &ledger{})
	require.NoError(t, w.Append("a", 1, gridReport(1, epoch, 1)))
	require.NoError(t, w.Append("a", 1, gridReport(2, epoch, 1)))
	require.Equal(t, fault.Busy, fault.KindOf(w.Append("a", 1, gridReport(3, epoch, 1))))
	require.Equal(t, fault.Invalid, fault.KindOf(w.Append("no site", 1, gridReport(3, epoch, 1))))
	stats := w.Stats()
	require.EqualValues(t, 2, stats.Appended)
	require.EqualValues(t, 1, stats.Dropped)
	require.Zero(t, stats.Stored)
}

func TestDatabaseOutageHoldsUpNothingAndLosesNothing(t *testing.T) {
	f := func(status int) {
		t.Helper()
		synctest.Test(t, func(t *testing.T) {
			db, sink := &database{status: status}, &ledger{}
			w := newWriter(t, history.DefaultConfig(t.TempDir()), db, sink)
			stop := running(w)
			for i := range uint64(5) {
				require.NoError(t, w.Append("a", 1, gridReport(i+1, epoch.Add(time.Duration(i)*time.Second), 1)))
				time.Sleep(10 * time.Second)
			}
			require.Len(t, sink.acknowledged(), 5)
			require.Empty(t, db.samples())
			db.answer(0)
			time.Sleep(time.Minute)
			require.Len(t, db.samples(), 5)
			require.NoError(t, stop())
			require.EqualValues(t, 5, w.Stats().Delivered)
		})
	}
	f(http.StatusServiceUnavailable)
	f(http.StatusUnauthorized)
	f(http.StatusNotFound)
}

// TestStateTellsOfAnOutageAndOfItsEnd: a store that is down or full says so, and is
// well again by itself.
func TestStateTellsOfAnOutageAndOfItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := &database{status: http.StatusServiceUnavailable}
		cfg := history.DefaultConfig(t.TempDir())
		cfg.Journal.SegmentBytes, cfg.Journal.MaxBytes = 1, 60
		w := newWriter(t, cfg, db, &ledger{})
		require.Zero(t, w.State())
		stop := running(w)
		append := func(seq uint64) {
			require.NoError(t, w.Append("a", 1, gridReport(seq, epoch.Add(time.Duration(seq)*time.Second), 1)))
		}
		append(1)
		require.Equal(t, 1, w.State().Waiting)
		down := time.Now().Add(cfg.BatchWait)
		time.Sleep(10 * time.Second)
		s := w.State()
		require.Equal(t, []any{0, false, int64(30), down}, []any{s.Waiting, s.Full, s.Undelivered, s.DownSince})
		require.ErrorContains(t, s.Cause, "503")
		append(2)
		time.Sleep(10 * time.Second)
		append(3)
		time.Sleep(10 * time.Second)
		s = w.State()
		require.True(t, s.Full)
		require.EqualValues(t, 60, s.Undelivered)
		require.Equal(t, down, s.DownSince)
		db.answer(0)
		time.Sleep(10 * time.Minute)
		require.Zero(t, w.State())
		require.Len(t, db.samples(), 3)
		require.NoError(t, stop())
	})
}

func TestRefusedSamplesDoNotBlockTheRoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := &database{status: http.StatusBadRequest}
		w := newWriter(t, history.DefaultConfig(t.TempDir()), db, &ledger{})
		stop := running(w)
		require.NoError(t, w.Append("a", 1, gridReport(1, epoch, 1)))
		time.Sleep(5 * time.Second)
		db.answer(0)
		require.NoError(t, w.Append("a", 1, gridReport(2, epoch.Add(1e9), 2)))
		time.Sleep(5 * time.Second)
		require.Equal(t, []string{"hearth_grid_watts a 2@1700000001000"}, db.samples())
		require.EqualValues(t, 1, w.Stats().Refused)
		require.NoError(t, stop())
	})
}

func TestNextProcessDeliversWhatWasLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := history.DefaultConfig(t.TempDir())
		w := newWriter(t, cfg, &database{status: http.StatusServiceUnavailable}, &ledger{})
		stop := running(w)
		require.NoError(t, w.Append("a", 1, gridReport(1, epoch, 1)))
		require.NoError(t, stop())

		db, sink := &database{}, &ledger{}
		w = newWriter(t, cfg, db, sink)
		stop = running(w)
		time.Sleep(time.Second)
		require.Equal(t, []string{"hearth_grid_watts a 1@1700000000000"}, db.samples())
		require.EqualValues(t, 1, w.Stats().Replayed)
		require.Empty(t, sink.acknowledged())
		require.NoError(t, stop())
	})
}

func TestSegmentsLiveUntilAcceptedForLongEnough(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := &database{status: http.StatusServiceUnavailable}
		w := newWriter(t, history.DefaultConfig(t.TempDir()), db, &ledger{})
		stop := running(w)
		require.NoError(t, w.Append("a", 1, gridReport(1, epoch, 1)))
		time.Sleep(time.Hour)
		require.Positive(t, w.Stats().JournalBytes)
		db.answer(0)
		time.Sleep(2 * time.Minute)
		require.Positive(t, w.Stats().JournalBytes)
		time.Sleep(2 * time.Minute)
		require.Zero(t, w.Stats().JournalBytes)
		require.NoError(t, stop())
	})
}

func TestFullJournalAcknowledgesNothingMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg, db, sink := history.DefaultConfig(t.TempDir()), &database{status: http.StatusServiceUnavailable}, &ledger{}
		cfg.Journal.SegmentBytes, cfg.Journal.MaxBytes, cfg.BatchSize, cfg.Queue = 1, 60, 1, 1
		w := newWriter(t, cfg, db, sink)
		stop := running(w)
		for i := range uint64(5) {
			err := w.Append("a", 1, gridReport(i+1, epoch.Add(time.Duration(i)*time.Second), 1))
			synctest.Wait()
			require.Equal(t, i == 4, fault.KindOf(err) == fault.Busy)
		}
		require.Len(t, sink.acknowledged(), 2)
		db.answer(0)
		time.Sleep(10 * time.Minute)
		require.Len(t, sink.acknowledged(), 4)
		require.Len(t, db.samples(), 4)
		require.NoError(t, stop())
	})
}
