package history

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var noon = time.Date(2026, 5, 3, 12, 0, 0, 0, time.UTC)

func drawPace(t *rapid.T, name string) pace {
	return pace{perSecond: rapid.OneOf(rapid.Just(0.0), rapid.Float64Range(0, 1e4), rapid.Float64Range(0, 1e9)).Draw(t, name), at: noon}
}

// TestAWaitIsBoundedAndGrowsWithWhatComes: whatever comes, nothing waits longer than is
// allowed, a full block waits no longer, what has waited longer or comes more slowly waits
// less yet, and a wait once over stays over.
func TestAWaitIsBoundedAndGrowsWithWhatComes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most := time.Duration(rapid.Int64Range(1, int64(time.Minute)).Draw(t, "most"))
		age := time.Duration(rapid.Int64Range(0, int64(2*time.Minute)).Draw(t, "age"))
		waiting := rapid.Int64Range(1, 2*blockBytes).Draw(t, "waiting")
		p := drawPace(t, "pace")
		left := p.left(waiting, age, most)
		require.GreaterOrEqual(t, left, time.Duration(0))
		require.LessOrEqual(t, left, max(0, most-age))
		if waiting >= blockBytes {
			require.Zero(t, left)
		}
		older := time.Duration(rapid.Int64Range(0, int64(time.Minute)).Draw(t, "older"))
		require.LessOrEqual(t, p.left(waiting, age+older, most), max(0, left-older))
		require.LessOrEqual(t, p.left(waiting+rapid.Int64Range(0, blockBytes).Draw(t, "more"), age, most), left)
		slower := pace{perSecond: p.perSecond * rapid.Float64Range(0, 1).Draw(t, "slower"), at: p.at}
		require.LessOrEqual(t, slower.left(waiting, age, most), left)
	})
}

// TestWhatComesSlowlyDoesNotWait: a thousand homes that tell each second wait for a fifth of
// a second, one does not wait, and what fills a block in time waits as long as it may.
func TestWhatComesSlowlyDoesNotWait(t *testing.T) {
	const report = 107 // bytes of the journal, of 8 readings
	f := func(homes float64, want time.Duration) {
		t.Helper()
		require.InDelta(t, want, pace{perSecond: homes * report}.left(1, 0, 4*time.Second), float64(10*time.Millisecond))
	}
	f(1, 0)
	f(40, 0)
	f(1000, 204*time.Millisecond)
	f(5000, 1020*time.Millisecond)
	f(20_000, 4*time.Second)
	f(100_000, 4*time.Second)
}

// TestAPaceIsOfWhatCame: what comes steadily is its pace, however often that is asked for; one
// step is the same as its parts; and what came long ago does not count.
func TestAPaceIsOfWhatCame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		perSecond := rapid.Int64Range(1, 1e8).Draw(t, "bytes per second")
		p, now := pace{perSecond: float64(perSecond), at: noon}, noon
		for range rapid.IntRange(1, 20).Draw(t, "steps") {
			seconds := rapid.Int64Range(0, 10_000).Draw(t, "seconds")
			now = now.Add(time.Duration(seconds) * time.Second)
			p = p.after(perSecond*seconds, now)
		}
		require.InEpsilon(t, float64(perSecond), p.perSecond, 1e-6)
		require.InDelta(t, 0, p.after(0, now.Add(time.Minute)).perSecond, 1e-4)
		half := now.Add(time.Duration(rapid.Int64Range(1, 1e9).Draw(t, "ns")))
		end := half.Add(time.Second)
		require.InDelta(t, p.after(0, end).perSecond, p.after(0, half).after(0, end).perSecond, 1e-6*p.perSecond)
	})
}

func TestAPaceBeginsWithNothing(t *testing.T) {
	require.InDelta(t, 0, pace{}.after(1<<30, noon).perSecond, 1)
	at := pace{}.after(0, noon)
	require.Equal(t, float64(1<<20)/paceSpan.Seconds(), at.after(1<<20, noon).perSecond, "at the same time")
}
