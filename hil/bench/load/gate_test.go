package load_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/bench/load"
)

func TestAWindowLetsThroughWhatIsNotTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const before = 100
		w := load.NewWindow(2, before)
		entered := make(chan bool, 10)
		go func() {
			for w.Enter(1) {
				entered <- true
			}
			close(entered)
		}()
		f := func(want int) {
			t.Helper()
			synctest.Wait()
			require.Len(t, entered, want)
		}
		f(2)
		w.Take(before + 1)
		f(3)
		w.Take(before + 3)
		f(5)
		w.Close()
		synctest.Wait()
		require.False(t, w.Enter(1))
	})
}

func TestAPaceKeepsItsRateAndMakesUpForDelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		p := load.NewPace(start, time.Second)
		f := func(want time.Duration) {
			t.Helper()
			require.True(t, p.Enter(1))
			require.Equal(t, want, time.Since(start))
		}
		f(0)
		f(time.Second)
		time.Sleep(2500 * time.Millisecond)
		f(3500 * time.Millisecond)
		f(3500 * time.Millisecond)
		f(4 * time.Second)
		p.Close()
		p.Close()
		require.False(t, p.Enter(1))
	})
}
