package gateway

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// A turn is judged by the home's clock, whatever the wall's does.
func TestATurnEndsByTheHomesClock(t *testing.T) {
	now := time.Unix(1, 0)
	h := &Home{clock: func() time.Time { return now }}
	turn := h.turn(t.Context(), time.Second)
	require.NoError(t, turn.Err())
	now = now.Add(time.Second - 1)
	require.NoError(t, turn.Err())
	now = now.Add(1)
	require.ErrorIs(t, turn.Err(), context.DeadlineExceeded)
	require.Nil(t, turn.timed.Load(), "nobody waited")
}

var errParent = errors.New("the parent is over")

func TestATurnEndsWithItsParentAndByItself(t *testing.T) {
	h := &Home{clock: time.Now}
	f := func(waited bool) {
		t.Helper()
		parent, cancel := context.WithCancelCause(t.Context())
		turn := h.turn(parent, time.Hour)
		other := h.turn(t.Context(), time.Hour)
		if waited {
			_, _ = turn.Done(), other.Done()
		}
		cancel(errParent)
		other.end()
		for _, ended := range []context.Context{turn, other} {
			require.ErrorIs(t, ended.Err(), context.Canceled)
			<-ended.Done()
		}
		require.ErrorIs(t, context.Cause(turn), errParent)
	}
	f(true)
	f(false)
}

// What waits for a turn is woken when it is over, at the time it was told.
func TestATurnWakesWhoWaitsForIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &Home{clock: time.Now}
		begun := time.Now()
		turn := h.turn(t.Context(), 3*time.Second)
		defer turn.end()
		time.Sleep(time.Second)
		until, ok := turn.Deadline()
		require.True(t, ok)
		require.Equal(t, begun.Add(3*time.Second), until)
		child, cancel := context.WithTimeout(turn, time.Hour)
		defer cancel()
		<-child.Done()
		require.Equal(t, 3*time.Second, time.Since(begun))
		require.ErrorIs(t, turn.Err(), context.DeadlineExceeded)
		require.ErrorIs(t, context.Cause(child), context.DeadlineExceeded)
	})
}
