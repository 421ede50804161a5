package dispatch_test

import (
	"context"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// stuck is a fleet whose view hangs from the moment it is told to.
type stuck struct {
	*fleet
	hang, freed chan struct{}
}

func (s *stuck) View(now time.Time) dispatch.View {
	select {
	case <-s.hang:
		<-s.freed
	default:
	}
	return s.fleet.View(now)
}

// TestAPlantThatNoLongerTicksEndsWithTheReason: as long as it ticks nobody
// ends it.
func TestAPlantThatNoLongerTicksEndsWithTheReason(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &stuck{fleet: newFleet(3, everyone), hang: make(chan struct{}), freed: make(chan struct{})}
		p, err := dispatch.New(dispatch.DefaultConfig("demo"), f, f, f.key, time.Now, slog.New(slog.DiscardHandler))
		require.NoError(t, err)
		done := make(chan error, 1)
		go func() { done <- p.Run(t.Context()) }()
		time.Sleep(10 * time.Minute)
		require.Empty(t, done)
		began := time.Now()
		close(f.hang)
		err = <-done
		require.ErrorContains(t, err, "run plant demo: no tick for 30s")
		require.Equal(t, fault.Busy, fault.KindOf(err))
		require.InDelta(t, dispatch.Stuck.Seconds(), time.Since(began).Seconds(), 1)
		close(f.freed)
	})
}

// TestAPlantThatHangsIsNotWaitedForForever: neither when it is to end.
func TestAPlantThatHangsIsNotWaitedForForever(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &stuck{fleet: newFleet(3, everyone), hang: make(chan struct{}), freed: make(chan struct{})}
		p, err := dispatch.New(dispatch.DefaultConfig("demo"), f, f, f.key, time.Now, slog.New(slog.DiscardHandler))
		require.NoError(t, err)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- p.Run(ctx) }()
		close(f.hang)
		time.Sleep(2 * time.Second)
		stop()
		require.ErrorContains(t, <-done, "no tick")
		close(f.freed)
	})
}
