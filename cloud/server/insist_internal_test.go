package server

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// TestWhatFailsAtFirstIsTriedAgain ever more seldom, until it works or nobody wants it.
func TestWhatFailsAtFirstIsTriedAgain(t *testing.T) {
	f := func(failures int, least, most time.Duration) {
		t.Helper()
		synctest.Test(t, func(t *testing.T) {
			begun, tried, told := time.Now(), 0, 0
			err := insist(t.Context(), func() error {
				if tried++; tried <= failures {
					return errors.New("the registry does not answer")
				}
				return nil
			}, func(error) { told++ })
			require.NoError(t, err)
			require.Equal(t, []int{failures + 1, failures}, []int{tried, told})
			require.GreaterOrEqual(t, time.Since(begun), least)
			require.LessOrEqual(t, time.Since(begun), most)
		})
	}
	f(0, 0, 0)
	f(1, time.Second/2, time.Second)
	f(3, 3500*time.Millisecond, 7*time.Second)
	f(20, 200*time.Second, 481*time.Second)
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		begun := time.Now()
		err := insist(ctx, func() error { return errors.New("never") }, func(error) {})
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Equal(t, time.Minute, time.Since(begun))
	})
}

// TestAPlantIsAddedByOne: what the registry tells of it twice begins it once.
func TestAPlantIsAddedByOne(t *testing.T) {
	var r running
	require.True(t, r.claim("p"))
	require.False(t, r.claim("p"))
	require.True(t, r.claim("q"))
}
