package record_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/edge/record"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

var begin = time.Unix(1.8e9, 0)

func tick(second int, layer energy.Layer) record.Tick {
	return record.TickOf(energy.Snapshot{At: begin.Add(time.Duration(second) * time.Second)}, energy.Decision{Layer: layer})
}

func TestTheHourIsWholeAndTheDayHasItsMinutesAndChanges(t *testing.T) {
	r := record.NewRing()
	change := 5*3600 + 17 // one second of another layer, long past the hour
	for i := range 24 * 3600 {
		layer := energy.SelfConsumption
		if i == change {
			layer = energy.Dispatch
		}
		r.Put(tick(i, layer))
	}
	f := func(asked, want int, layer energy.Layer) {
		t.Helper()
		got, ok := r.At(begin.Add(time.Duration(asked) * time.Second))
		require.True(t, ok)
		require.Equal(t, tick(want, layer), got)
	}
	f(23*3600+1, 23*3600+1, energy.SelfConsumption)
	f(24*3600+99, 24*3600-1, energy.SelfConsumption)
	f(change, change, energy.Dispatch)
	f(change-1, change-17, energy.SelfConsumption)
	f(change+9, change+1, energy.SelfConsumption)
	f(30, 0, energy.SelfConsumption)
	_, ok := r.At(begin.Add(-time.Second))
	require.False(t, ok)
	oldest, newest, ok := r.Span()
	require.True(t, ok)
	require.Equal(t, begin, oldest)
	require.Equal(t, begin.Add(24*time.Hour-time.Second), newest)
}

func TestAnEmptyRingHasNothing(t *testing.T) {
	r := record.NewRing()
	_, ok := r.At(begin)
	require.False(t, ok)
	_, _, ok = r.Span()
	require.False(t, ok)
}

// Whatever is asked, the answer is never from after it, and within the last
// hour it is the very tick.
func TestAnAnswerIsNeverFromTheFuture(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, count := record.NewRing(), rapid.IntRange(1, 9000).Draw(t, "count")
		for i := range count {
			r.Put(tick(i, energy.Layer(i/7%3)))
		}
		asked := rapid.IntRange(0, count+10).Draw(t, "asked")
		got, ok := r.At(begin.Add(time.Duration(asked) * time.Second))
		if !ok {
			require.Greater(t, count, 7*2040, "only the notable ticks of long ago are let go")
			return
		}
		require.False(t, got.At.After(begin.Add(time.Duration(asked)*time.Second)))
		if asked >= count-3600 {
			require.Equal(t, begin.Add(time.Duration(min(asked, count-1))*time.Second), got.At)
		}
	})
}

func TestAFullRingAllocatesNothing(t *testing.T) {
	r, i := record.NewRing(), 0
	for ; i < 3600*2; i++ { // the hour is full, and each tick of the day a change
		r.Put(tick(i, energy.Layer(i%2)))
	}
	require.Zero(t, testing.AllocsPerRun(100, func() { r.Put(tick(i, energy.Dispatch)); i++ }))
}
