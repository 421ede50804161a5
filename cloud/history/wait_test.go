package history_test

import (
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/history"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestRow05_WhatComesSlowlyIsWrittenWithinASecond: one report a second is durable, and in the
// database, within 1.2 s.
func TestRow05_WhatComesSlowlyIsWrittenWithinASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db, sink := &database{}, &ledger{}
		w := newWriter(t, history.DefaultConfig(t.TempDir()), db, sink)
		stop := running(w)
		for i := range 60 {
			require.NoError(t, w.Append("a", 1, gridReport(uint64(i+1), time.Now(), 1)))
			time.Sleep(200 * time.Millisecond)
			synctest.Wait()
			require.GreaterOrEqual(t, len(sink.acknowledged()), i, "the one before is 1.2 s old")
			require.GreaterOrEqual(t, len(db.samples()), i)
			time.Sleep(800 * time.Millisecond)
		}
		require.NoError(t, stop())
		d := w.Stats().Delays
		require.EqualValues(t, w.Stats().Delivered, d.Steps[0]+d.Steps[1])
	})
}

// flood appends n reports a second for so long, from as many homes, each of the time at which
// it comes.
func flood(t *testing.T, w *history.Writer, n int, seconds int) {
	for range seconds {
		for i := range n {
			require.NoError(t, w.Append(energy.SiteID(fmt.Sprintf("home-%d", i)), 1, gridReport(uint64(time.Now().Unix()), time.Now(), 1)))
		}
		time.Sleep(time.Second)
		synctest.Wait()
	}
}

// TestRow05_MuchWaitsForMoreAndNotForLong: what comes fast goes to the database in blocks,
// none of which waits for longer than it may; what comes slowly after it waits no more.
func TestRow05_MuchWaitsForMoreAndNotForLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const homes, seconds = 20_000, 12
		cfg, db, sink := history.DefaultConfig(t.TempDir()), &database{}, &ledger{}
		w := newWriter(t, cfg, db, sink)
		stop := running(w)
		flood(t, w, homes, seconds)
		require.Len(t, sink.acknowledged(), homes*seconds)
		require.Less(t, db.asked(), seconds, "blocks of more than a second")
		time.Sleep(cfg.ShipWait)
		require.Len(t, db.samples(), homes*seconds)
		d := w.Stats().Delays
		late := uint64(0)
		for i, n := range d.Steps {
			if i > 0 && history.DelayBounds[i-1] >= cfg.BatchWait+cfg.ShipWait {
				late += n
			}
		}
		require.Zero(t, late, "%+v", d)
		time.Sleep(30 * time.Second)
		require.NoError(t, w.Append("a", 1, gridReport(1, epoch, 1)))
		time.Sleep(cfg.BatchWait)
		synctest.Wait()
		require.Len(t, db.samples(), homes*seconds+1)
		require.NoError(t, stop())
	})
}

// TestFault069_AStoreThatStallsIsSeenAndCaughtUpWith: a database that hangs on a block holds up
// no acknowledgement, counts as down before its request has timed out, and has all soon after it
// goes on, by itself.
func TestFault069_AStoreThatStallsIsSeenAndCaughtUpWith(t *testing.T) {
	f := func(stall time.Duration, cause string) {
		t.Helper()
		synctest.Test(t, func(t *testing.T) {
			const homes = 200
			cfg, db, sink := history.DefaultConfig(t.TempDir()), &database{}, &ledger{}
			w := newWriter(t, cfg, db, sink)
			stop := running(w)
			flood(t, w, homes, 5)
			require.Len(t, db.samples(), 5*homes)
			goOn, asked := db.hang(), time.Now().Add(cfg.BatchWait)
			flood(t, w, homes, int(stall/time.Second))
			s := w.State()
			require.ErrorContains(t, s.Cause, cause)
			require.WithinDuration(t, asked, s.DownSince, 2*time.Second)
			require.Positive(t, s.Undelivered)
			require.Len(t, db.samples(), 5*homes)
			require.Len(t, sink.acknowledged(), homes*(5+int(stall/time.Second)))
			goOn()
			time.Sleep(12 * time.Second) // its request may have to be made again
			synctest.Wait()
			require.Zero(t, w.State())
			require.Len(t, db.samples(), homes*(5+int(stall/time.Second)))
			require.NoError(t, stop())
		})
	}
	f(15*time.Second, "does not answer")
	f(time.Minute, "deadline")
	f(3*time.Minute, "deadline")
}

// TestAnOutageThatEndsInARefusalHasEnded: the database answers again.
func TestAnOutageThatEndsInARefusalHasEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := &database{status: http.StatusServiceUnavailable}
		w := newWriter(t, history.DefaultConfig(t.TempDir()), db, &ledger{})
		stop := running(w)
		require.NoError(t, w.Append("a", 1, gridReport(1, epoch, 1)))
		time.Sleep(5 * time.Second)
		require.False(t, w.State().DownSince.IsZero())
		db.answer(http.StatusBadRequest)
		time.Sleep(time.Minute)
		require.Zero(t, w.State())
		require.EqualValues(t, 1, w.Stats().Refused)
		require.NoError(t, stop())
	})
}
