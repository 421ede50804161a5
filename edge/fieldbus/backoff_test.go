package fieldbus

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestDelay(t *testing.T) {
	f := func(failures int, jitter float64, want time.Duration) {
		t.Helper()
		require.Equal(t, want, delay(failures, 250*time.Millisecond, 15*time.Second, jitter))
	}
	f(0, 0, 0)
	f(1, 0.5, 0)
	f(2, 0, 250*time.Millisecond)
	f(2, 1, 125*time.Millisecond)
	f(3, 0, 500*time.Millisecond)
	f(7, 0, 8*time.Second)
	f(8, 0, 15*time.Second)
	f(1<<30, 1, 7500*time.Millisecond)
}

func TestDelayStaysBetweenHalfTheLeastAndTheMost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		least := time.Duration(rapid.Int64Range(1, 1e9).Draw(t, "least"))
		most := least + time.Duration(rapid.Int64Range(0, 1e12).Draw(t, "over"))
		got := delay(rapid.IntRange(2, 1000).Draw(t, "failures"), least, most, rapid.Float64Range(0, 1).Draw(t, "jitter"))
		require.GreaterOrEqual(t, got, least/2)
		require.LessOrEqual(t, got, most)
	})
}
