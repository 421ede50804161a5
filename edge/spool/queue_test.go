package spool_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/edge/spool"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func numbers(q *spool.Queue, from uint64, most int) []uint64 {
	dst := make([]energy.Report, most)
	var out []uint64
	for _, r := range dst[:q.Peek(from, dst)] {
		out = append(out, r.Seq)
	}
	return out
}

func TestQueueKeepsWhatIsNotRemoved(t *testing.T) {
	q := spool.New(10)
	for i := range uint64(5) {
		require.Equal(t, i+1, q.Append(energy.Report{Seq: 99}))
	}
	f := func(from uint64, most int, want ...uint64) {
		t.Helper()
		require.Equal(t, want, numbers(q, from, most))
	}
	f(0, 3, 1, 2, 3)
	f(4, 9, 4, 5)
	f(6, 9)
	require.EqualValues(t, 2, q.Remove(2))
	f(0, 9, 3, 4, 5)
	require.Zero(t, q.Remove(1), "an old acknowledgement changes nothing")
	require.Zero(t, q.Remove(6), "number 6 was never given out")
	f(0, 9, 3, 4, 5)
	require.EqualValues(t, 3, q.Remove(5))
	f(0, 9)
}

func TestFault053_FullQueueDropsTheOldestAndCounts(t *testing.T) {
	q := spool.New(3)
	for range 5 {
		q.Append(energy.Report{})
	}
	require.Equal(t, []uint64{3, 4, 5}, numbers(q, 0, 9))
	require.EqualValues(t, 2, q.Dropped())
}

func TestDefaultLimit(t *testing.T) {
	q := spool.New(0)
	for range spool.DefaultLimit + 1 {
		q.Append(energy.Report{})
	}
	oldest, next := q.Span()
	require.EqualValues(t, spool.DefaultLimit, next-oldest)
	require.EqualValues(t, 1, q.Dropped())
}

func TestQueueAgreesWithAList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.IntRange(1, 7).Draw(t, "limit")
		q, last, dropped := spool.New(limit), uint64(0), uint64(0)
		var list []uint64
		t.Repeat(map[string]func(*rapid.T){
			"append": func(t *rapid.T) {
				last++
				list = append(list, q.Append(energy.Report{}))
				if len(list) > limit {
					list, dropped = list[1:], dropped+1
				}
			},
			"remove": func(t *rapid.T) {
				upTo := rapid.Uint64Range(0, last+2).Draw(t, "upTo")
				removed := q.Remove(upTo)
				if upTo > last {
					upTo = 0
				}
				var kept []uint64
				for _, n := range list {
					if n > upTo {
						kept = append(kept, n)
					}
				}
				require.EqualValues(t, len(list)-len(kept), removed)
				list = kept
			},
			"": func(t *rapid.T) {
				oldest, next := q.Span()
				require.Equal(t, last+1, next)
				require.EqualValues(t, len(list), next-oldest)
				require.Equal(t, append([]uint64(nil), list...), numbers(q, 0, limit))
				require.Equal(t, dropped, q.Dropped())
			},
		})
	})
}

func TestAppendAndPeekDoNotAllocate(t *testing.T) {
	q, dst := spool.New(8), make([]energy.Report, 4)
	require.Zero(t, testing.AllocsPerRun(100, func() {
		q.Append(energy.Report{})
		q.Peek(0, dst)
	}))
}
