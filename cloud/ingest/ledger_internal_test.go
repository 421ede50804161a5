package ingest

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestSpansAreASet compares spans with a plain map over every operation.
func TestSpansAreASet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s spans
		want := map[uint64]bool{}
		for range rapid.IntRange(0, 80).Draw(t, "steps") {
			n := rapid.Uint64Range(1, 30).Draw(t, "n")
			switch rapid.IntRange(0, 8).Draw(t, "operation") {
			case 0:
				s.raise(n)
				for i := range n {
					want[i+1] = true
				}
			case 1, 2:
				s.remove(n)
				delete(want, n)
			default:
				s.add(n)
				want[n] = true
			}
			same(t, &s, want)
		}
	})
}

func same(t *rapid.T, s *spans, want map[uint64]bool) {
	base, missing := uint64(0), uint64(0)
	for want[base+1] {
		base++
	}
	gap := uint64(0)
	for n := uint64(1); n <= 31; n++ {
		require.Equal(t, want[n], s.has(n), "number %d in %+v", n, *s)
		if !want[n] {
			gap++
		} else {
			missing = gap
		}
	}
	require.Equal(t, base, s.base)
	require.Equal(t, missing, s.missing())
}

func TestSpansAreBounded(t *testing.T) {
	var s spans
	for n := uint64(2); n < 10*maxSpans; n += 2 {
		s.add(n)
	}
	require.Len(t, s.above, maxSpans)
	require.True(t, s.has(2), "the lowest stay: they are the next to be acknowledged")
	require.False(t, s.has(10*maxSpans-2))
}
