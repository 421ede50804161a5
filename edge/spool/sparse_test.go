package spool_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// A home that tells changes only has few reports: they go to disk within minutes
// all the same, in few writes, and nothing of what they say is lost there.
func TestRow09_FewReportsAreOnDiskWithinMinutes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFolder()
		s := open(f, 1)
		ctx, kill := context.WithCancel(t.Context())
		defer kill()
		go func() { _ = s.Run(ctx) }()
		band := energy.Deadband{Heartbeat: time.Minute, Power: 150, Share: 0.1}
		for i := range 60 {
			now := time.Now()
			s.Append(energy.Report{Snapshot: energy.Snapshot{At: now, Grid: energy.Read(energy.Watts(i), now)}, Deadband: band, Still: now.Add(-time.Second)})
			time.Sleep(time.Minute)
			synctest.Wait()
			require.LessOrEqual(t, uint64(i+1)-s.Stats().OnDisk, uint64(6))
		}
		require.LessOrEqual(t, f.appends, 12)
		require.NotZero(t, s.Stats().OnDisk)
		got := make([]energy.Report, 1)
		require.Equal(t, 1, s.Peek(2, got))
		require.Equal(t, band, got[0].Deadband)
		require.Equal(t, time.Second, got[0].Snapshot.At.Sub(got[0].Still))
	})
}
