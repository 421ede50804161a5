package history_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/history"
	"github.com/hearthgrid/hearthgrid/cloud/history/journal"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// sender is a home that keeps every report until it is acknowledged, and sends all of
// those again each few seconds.
type sender struct {
	kept []energy.Report
	seq  uint64
}

func (s *sender) tick(w *history.Writer, sink *ledger) (refused int) {
	s.seq++
	s.kept = append(s.kept, gridReport(s.seq, epoch.Add(time.Duration(s.seq)*time.Second), energy.Watts(s.seq)))
	if s.seq%5 != 0 {
		return 0
	}
	return s.send(w, sink)
}

func (s *sender) send(w *history.Writer, sink *ledger) (refused int) {
	done := sink.acknowledged()
	s.kept = slices.DeleteFunc(s.kept, func(r energy.Report) bool { return slices.Contains(done, fmt.Sprintf("a/1/%d", r.Seq)) })
	for _, r := range s.kept {
		if err := w.Append("a", 1, r); fault.KindOf(err) == fault.Busy {
			refused++
		}
	}
	return refused
}

// TestFault050_NothingIsAcknowledgedThatIsNotDurable: a database that is down for ten
// minutes. What the journal takes is durable, and acknowledged; beyond its bound nothing
// is, the queue grows up to its own, and the home keeps the rest. After that all drains:
// nothing is lost, and nothing is there twice.
func TestFault050_NothingIsAcknowledgedThatIsNotDurable(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg, db, sink := history.DefaultConfig(t.TempDir()), &database{status: http.StatusServiceUnavailable}, &ledger{}
		cfg.Journal, cfg.Queue = journal.Config{Dir: t.TempDir(), SegmentBytes: 500, MaxBytes: 3000}, 50
		w := newWriter(t, cfg, db, sink)
		stop := running(w)
		var s sender
		refused, full := 0, 0
		for range 600 {
			refused += s.tick(w, sink)
			time.Sleep(time.Second)
			if w.State().Full && full == 0 {
				full = len(sink.acknowledged())
			}
			require.LessOrEqual(t, w.State().Waiting, cfg.Queue)
		}
		require.Empty(t, db.samples())
		require.Positive(t, full)
		require.Less(t, full, 500)
		require.Len(t, sink.acknowledged(), full, "nothing more since there is no room")
		require.Positive(t, refused)
		require.Positive(t, len(s.kept))
		db.answer(0)
		for range 60 {
			s.tick(w, sink)
			time.Sleep(time.Second)
		}
		for i := 0; len(s.kept) > 0 && i < 1000; i++ {
			s.send(w, sink)
			time.Sleep(5 * time.Second)
		}
		require.Empty(t, s.kept)
		time.Sleep(time.Minute)
		require.NoError(t, stop())
		require.False(t, w.State().Full)
		var want []string
		for seq := range s.seq {
			want = append(want, fmt.Sprintf("hearth_grid_watts a %d@%d", seq+1, epoch.Add(time.Duration(seq+1)*time.Second).UnixMilli()))
		}
		stored := db.samples()
		slices.Sort(want)
		slices.Sort(stored)
		require.Equal(t, want, slices.Compact(stored), "the database keeps one of each")
	})
}
