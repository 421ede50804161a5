package gateway

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// A device that takes seconds to say what it is is found beside the passes, which
// are not held up, and never within them.
func TestASlowDeviceIsFoundBesideThePasses(t *testing.T) {
	f := func(beside bool, want energy.Quality) {
		t.Helper()
		bubble(t, func(t *testing.T) {
			slow := meter(t)
			slow.delay = 300 * time.Millisecond // a read
			s := newTheatre(map[uint8]*box{2: storage(t), 3: storage(t), 240: slow})
			ctx, stop := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			if beside {
				go func() { ended <- s.home.Seek(ctx) }()
				synctest.Wait()
			} else {
				ended <- nil
			}
			snap := s.pass(t, 30).Snapshot // checks that none takes longer than a tick
			require.Equal(t, energy.Good, snap.Battery.Quality())
			require.Equal(t, want, snap.Grid.Quality())
			stop()
			require.NoError(t, <-ended)
		})
	}
	f(false, energy.Missing)
	f(true, energy.Good)
}
