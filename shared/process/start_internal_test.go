package process

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestRow54_AStepThatHangsIsNamedAtTheLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		hang := make(chan struct{})
		defer close(hang)
		err := within(t.Context(), StartLimit, func(ctx context.Context) error {
			Step(ctx, "open the registry")
			time.Sleep(10 * time.Second)
			Step(ctx, "open the history")
			<-hang
			return nil
		})
		require.ErrorContains(t, err, `start "open the history"`)
		require.ErrorContains(t, err, "25s")
		require.Equal(t, StartLimit, time.Since(begun))
	})
}

func TestReadyLiftsTheLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		late := errors.New("late")
		err := within(t.Context(), time.Second, func(ctx context.Context) error {
			Ready(ctx)
			Ready(ctx)
			time.Sleep(time.Hour)
			return late
		})
		require.ErrorIs(t, err, late)
	})
}

func TestAnEndBeforeReadyIsPassedOn(t *testing.T) {
	broken := errors.New("broken")
	require.ErrorIs(t, within(t.Context(), time.Hour, func(context.Context) error { return broken }), broken)
	require.NoError(t, within(t.Context(), time.Hour, func(context.Context) error { return nil }))
}

func TestOutsideAProgramNobodyListens(t *testing.T) {
	Step(t.Context(), "x")
	Ready(t.Context())
}
