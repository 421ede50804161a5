package spool_test

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/edge/spool"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// folder is a Folder in memory whose power can be cut in the middle of a write.
type folder struct {
	mu      sync.Mutex
	files   map[string][]byte
	budget  int  // bytes that still reach the disk; below 0: no end
	zeros   bool // a write that is cut leaves zeros in place of what is missing
	dead    bool
	appends int
	full    error
	stall   chan struct{}
}

var errPower = errors.New("the power is gone")

func newFolder() *folder { return &folder{files: map[string][]byte{}, budget: -1} }

func (f *folder) List() ([]string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Sorted(maps.Keys(f.files)), nil
}

func (f *folder) Append(name string, data []byte) error {
	if f.stall != nil {
		<-f.stall
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.dead:
		return errPower
	case f.full != nil:
		return f.full
	case f.budget >= 0 && len(data) > f.budget:
		kept := append(f.files[name], data[:f.budget]...)
		if f.zeros {
			kept = append(kept, make([]byte, len(data)-f.budget)...)
		}
		f.files[name], f.dead = kept, true
		return errPower
	case f.budget >= 0:
		f.budget -= len(data)
	}
	f.appends++
	f.files[name] = append(f.files[name], data...)
	return nil
}

func (f *folder) Read(name string) ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.files[name]), nil
}

func (f *folder) ReadAt(name string, into []byte, at int64) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	data, ok := f.files[name]
	if !ok || at+int64(len(into)) > int64(len(data)) {
		return errors.New("no such piece")
	}
	copy(into, data[at:])
	return nil
}

func (f *folder) Remove(name string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.dead {
		return errPower
	}
	delete(f.files, name)
	return nil
}

func (f *folder) size() (n int) {
	for _, data := range f.files {
		n += len(data)
	}
	return n
}

func open(f *folder, boot uint64) *spool.Spool {
	return spool.Open(spool.Config{Site: "home-1", Boot: boot, Folder: f, Log: slog.New(slog.DiscardHandler), Disk: 1 << 20})
}

// fill appends count reports, one a second, while s runs, and ends it.
func fill(t *testing.T, s *spool.Spool, count int, report func(i int) energy.Report) {
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	for i := range count {
		s.Append(report(i))
		time.Sleep(time.Second)
	}
	stop()
	require.NoError(t, <-ended)
}

var begin = time.UnixMilli(1.8e12)

// plain is the report of second i, which can be told from any other.
func plain(i int) energy.Report {
	at := begin.Add(time.Duration(i) * time.Second)
	return energy.Report{Snapshot: energy.Snapshot{At: at, Grid: energy.Read(energy.Watts(i), at)}}
}

// shelf is what holds the reports of one boot.
type shelf interface {
	Peek(from uint64, dst []energy.Report) int
	Remove(upTo uint64) uint64
	Span() (oldest, next uint64)
	Dropped() uint64
}

// contents returns the numbers held, having checked that each report is the one
// that was given that number.
func contents(t require.TestingT, s shelf) []uint64 {
	var out []uint64
	dst := make([]energy.Report, 37)
	for from := uint64(1); ; {
		n := s.Peek(from, dst)
		if n == 0 {
			return out
		}
		for _, r := range dst[:n] {
			require.Equal(t, begin.Add(time.Duration(r.Seq-1)*time.Second).UnixMilli(), r.Snapshot.At.UnixMilli())
			grid, _ := r.Snapshot.Grid.Value()
			require.EqualValues(t, r.Seq-1, grid)
			require.GreaterOrEqual(t, r.Seq, from)
			out = append(out, r.Seq)
			from = r.Seq + 1
		}
	}
}

func numbersUpTo(n int) (out []uint64) {
	for i := range n {
		out = append(out, uint64(i+1))
	}
	return out
}

// left returns what a later start finds of an earlier one.
func left(t *testing.T, f *folder, boot uint64) ([]uint64, spool.Stats) {
	s := open(f, boot)
	fill(t, s, 1, plain)
	_, earlier := s.Earlier()
	if earlier == nil {
		return nil, s.Stats()
	}
	return contents(t, earlier), s.Stats()
}

// The power goes at any byte of any write, and what was being written may leave
// zeros: every block before it is whole, and nothing else is found.
func TestFault051_APowerCutAtAnyWriteLosesNoEarlierBlock(t *testing.T) {
	const count = 400
	synctest.Test(t, func(t *testing.T) {
		f := newFolder()
		fill(t, open(f, 1), count, plain)
		whole, blocks := f.size(), f.appends
		require.Equal(t, 7, blocks)
		for _, zeros := range []bool{false, true} {
			for cut := 0; cut < whole; cut += 127 {
				f := newFolder()
				f.budget, f.zeros = cut, zeros
				s := open(f, 1)
				fill(t, s, count, plain)
				written := f.appends
				require.Equal(t, numbersUpTo(count), contents(t, s), "memory has what the disk did not take")
				f.dead, f.budget = false, -1
				found, _ := left(t, f, 2)
				require.Equal(t, numbersUpTo(min(60*written, count)), found)
			}
		}
	})
}

func TestFault052_AFlippedBitCostsOneBlock(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		bits := rapid.IntRange(0, 1<<30).Draw(rt, "bit")
		synctest.Test(t, func(t *testing.T) {
			f := newFolder()
			fill(t, open(f, 1), 600, plain)
			names, err := f.List()
			require.NoError(t, err)
			data := f.files[names[0]]
			bit := bits % (8 * len(data))
			data[bit/8] ^= 1 << (bit % 8)
			found, stats := left(t, f, 2)
			lost := 600 - len(found)
			require.Contains(t, []int{0, 60}, lost, "a bit of a header's reserve may cost nothing")
			require.True(t, slices.IsSorted(found))
			require.True(t, lost == 0 || stats.Damaged >= 1)
		})
	})
}

func TestFault052_ABlockThatRotsWhileItWaitsIsLeftOutAndCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFolder()
		s := open(f, 1)
		fill(t, s, 300, plain)
		names, _ := f.List()
		f.files[names[0]][len(f.files[names[0]])/2] ^= 4
		found := contents(t, s)
		require.Len(t, found, 240)
		require.EqualValues(t, 60, s.Dropped())
		require.EqualValues(t, 1, s.Stats().Damaged)
	})
}
