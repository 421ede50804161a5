package spool_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/edge/spool"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func TestWhileTheUplinkIsUpNothingIsWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFolder()
		s := open(f, 1)
		fill(t, s, 3600, func(i int) energy.Report {
			s.Remove(uint64(max(0, i-5)))
			return plain(i)
		})
		require.Equal(t, 1, f.appends, "what waits at the end is kept")
	})
}

func TestWhileItIsDownThereIsOneWriteAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFolder()
		s := open(f, 1)
		fill(t, s, 3600, plain)
		require.InDelta(t, 60, f.appends, 2)
		require.Equal(t, numbersUpTo(3600), contents(t, s))
		require.Zero(t, s.Dropped())
		oldest, next := s.Span()
		require.Equal(t, []uint64{1, 3601}, []uint64{oldest, next})
		t.Logf("%d bytes a report", f.size()/3600)
		require.EqualValues(t, 3600, s.Remove(3600))
		require.Zero(t, s.Stats().OnDisk)
	})
}

func TestEarlierBootsAreFoundOldestFirstAndLetGoByTheirOwnNumbers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFolder()
		fill(t, open(f, 7), 200, plain)
		fill(t, open(f, 9), 100, plain)
		s := open(f, 12)
		_, none := s.Earlier()
		require.Nil(t, none, "not before the disk was looked at")
		fill(t, s, 10, plain)
		boot, seven := s.Earlier()
		require.EqualValues(t, 7, boot)
		require.Equal(t, numbersUpTo(200), contents(t, seven))
		require.Zero(t, seven.Remove(201), "never given out in that boot")
		require.EqualValues(t, 130, seven.Remove(130))
		require.Equal(t, numbersUpTo(200)[130:], contents(t, seven))
		oldest, next := seven.Span()
		require.Equal(t, []uint64{131, 201}, []uint64{oldest, next})
		require.EqualValues(t, 70, seven.Remove(200))
		oldest, next = seven.Span()
		require.Equal(t, oldest, next)
		boot, nine := s.Earlier()
		require.EqualValues(t, 9, boot)
		require.EqualValues(t, 100, nine.Remove(100))
		boot, none = s.Earlier()
		require.Nil(t, none, "boot %d", boot)
		require.Equal(t, numbersUpTo(10), contents(t, s), "this boot's own are no earlier one's")
	})
}

// The disk holds a part of the reports. Each 1000th report is one of another
// commander; of the first reports only the minutes of those are left.
func TestFault053_OrdinaryReportsGoFirstAndEventsLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFolder()
		const limit = 200 << 10
		s := spool.Open(spool.Config{Site: "home-1", Boot: 1, Folder: f, Log: slog.New(slog.DiscardHandler), Disk: limit})
		const count = 50000
		fill(t, s, count, func(i int) energy.Report {
			r := plain(i)
			r.Decision.Layer = energy.SelfConsumption
			if i%1000 == 500 {
				r.Decision.Layer = energy.Dispatch
			}
			return r
		})
		require.LessOrEqual(t, f.size(), limit)
		held := contents(t, s)
		has := map[uint64]bool{}
		for _, n := range held {
			has[n] = true
		}
		for i := 501; i < count; i += 1000 {
			require.True(t, has[uint64(i)], "event %d", i)
		}
		require.False(t, has[300])
		require.True(t, has[count])
		require.EqualValues(t, count-len(held), s.Dropped())
		// A later start knows what was given up.
		later := open(f, 2)
		fill(t, later, 1, plain)
		_, earlier := later.Earlier()
		require.Equal(t, held, contents(t, earlier))
		require.InDelta(t, count-len(held), earlier.Dropped(), 12000, "as of the last block written")
	})
}

func TestAFullDiskLeavesTheMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFolder()
		f.full = errors.New("no space left on device")
		s := open(f, 1)
		fill(t, s, 1000, plain)
		require.Equal(t, numbersUpTo(1000)[400:], contents(t, s))
		require.EqualValues(t, 400, s.Dropped())
		require.Greater(t, s.Stats().Failed, uint64(10))
		f.full = nil
		fill(t, s, 0, plain)
		require.EqualValues(t, 600, s.Stats().OnDisk)
	})
}

func TestFault093_AStalledDiskHoldsUpNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFolder()
		s := open(f, 1)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- s.Run(ctx) }()
		f.stall = make(chan struct{})
		for i := range 500 {
			s.Append(plain(i))
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		begun := time.Now()
		for i := 500; i < 590; i++ {
			s.Append(plain(i))
		}
		require.Equal(t, numbersUpTo(590), contents(t, s))
		s.Remove(10)
		require.Zero(t, time.Since(begun))
		close(f.stall)
		stop()
		require.NoError(t, <-ended)
	})
}

// Whatever is appended, acknowledged and restarted, every number is in one place
// or accounted for, and what was acknowledged never comes back in that start.
func TestEveryNumberIsHeldOrAcknowledgedOrDropped(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		steps := rapid.SliceOfN(rapid.IntRange(0, 400), 1, 12).Draw(rt, "steps")
		synctest.Test(t, func(t *testing.T) {
			s := spool.Open(spool.Config{Site: "home-1", Boot: 1, Folder: newFolder(), Log: slog.New(slog.DiscardHandler), Disk: 20 << 10})
			total, acked := 0, uint64(0)
			for i, n := range steps {
				if i%3 == 2 {
					acked = max(acked, min(uint64(n), uint64(total)))
					s.Remove(acked)
				} else {
					fill(t, s, n, func(i int) energy.Report { return plain(total + i) })
					total += n
				}
				held := contents(t, s)
				require.LessOrEqual(t, uint64(len(held)), uint64(total)-acked)
				require.Equal(t, uint64(total), uint64(len(held))+acked+s.Dropped())
				for _, n := range held {
					require.Greater(t, n, acked)
				}
			}
		})
	})
}

func TestAFolderOnDiskKeepsWhatIsAppended(t *testing.T) {
	dir := spool.Dir(t.TempDir() + "/spool")
	names, err := dir.List()
	require.NoError(t, err)
	require.Empty(t, names)
	require.NoError(t, dir.Append("b.spool", []byte("one")))
	require.NoError(t, dir.Append("b.spool", []byte("two")))
	require.NoError(t, dir.Append("a.spool", []byte("x")))
	names, err = dir.List()
	require.NoError(t, err)
	require.Equal(t, []string{"a.spool", "b.spool"}, names)
	data, err := dir.Read("b.spool")
	require.NoError(t, err)
	require.Equal(t, "onetwo", string(data))
	part := make([]byte, 3)
	require.NoError(t, dir.ReadAt("b.spool", part, 2))
	require.Equal(t, "etw", string(part))
	require.Error(t, dir.ReadAt("b.spool", part, 5))
	require.NoError(t, dir.Remove("b.spool"))
	names, _ = dir.List()
	require.Equal(t, []string{"a.spool"}, names)
}

// Whatever bytes lie in the folder, a start neither fails nor invents reports.
func FuzzFoundSegment(f *testing.F) {
	f.Add([]byte("HGsp"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		folder := newFolder()
		folder.files["x.spool"] = data
		s := open(folder, 2)
		ctx, stop := context.WithCancel(t.Context())
		stop()
		require.NoError(t, s.Run(ctx))
		if _, earlier := s.Earlier(); earlier != nil {
			contentsOfAny(earlier)
		}
	})
}

func contentsOfAny(s shelf) {
	dst := make([]energy.Report, 60)
	for from := uint64(1); ; {
		n := s.Peek(from, dst)
		if n == 0 {
			return
		}
		from = dst[n-1].Seq + 1
	}
}

// That the disk fails is told for as long as it does, and its end is seen though nothing
// waits for it.
func TestADiskThatFailsIsToldUntilItIsWell(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFolder()
		s := open(f, 1)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- s.Run(ctx) }()
		full := func(err error) {
			f.mu.Lock()
			defer f.mu.Unlock()
			f.full = err
		}
		full(errors.New("read-only file system"))
		for i := range 300 {
			s.Append(plain(i))
		}
		for range 60 {
			time.Sleep(10 * time.Second)
			synctest.Wait()
			require.True(t, s.Stats().Failing)
		}
		s.Remove(300)
		time.Sleep(time.Minute)
		synctest.Wait()
		require.True(t, s.Stats().Failing, "that nothing waits for it does not mend it")
		full(nil)
		time.Sleep(time.Minute)
		synctest.Wait()
		require.False(t, s.Stats().Failing)
		stop()
		require.NoError(t, <-ended)
		names, err := f.List()
		require.NoError(t, err)
		require.Empty(t, names)
	})
}
