package dispatch_test

import (
	"io"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// stills is a fleet whose first home is to be still.
type stills struct{ *fleet }

func (s stills) View(now time.Time) dispatch.View {
	v := s.fleet.View(now)
	v.Homes[0].Still, v.Homes[0].Up, v.Homes[0].Down = true, 0, 0
	return v
}

// TestAHomeThatIsToBeStillIsHeldAtZero by orders that follow no signal, each with an end,
// while others are moved.
func TestAHomeThatIsToBeStillIsHeldAtZero(t *testing.T) {
	f := newFleet(3, everyone)
	p, err := dispatch.New(dispatch.DefaultConfig("demo"), stills{f}, f, f.key, time.Now, slog.New(slog.NewTextHandler(io.Discard, nil)))
	require.NoError(t, err)
	f.plant = p
	now := time.Now()
	p.Adopt(dispatch.Target{Power: 5000, Until: now.Add(time.Hour)})
	for range 60 {
		p.Tick(now)
		now = now.Add(time.Second)
	}
	still, moved := 0, 0
	for _, o := range f.orders {
		if o.Site != f.homes[0].view.Site {
			moved++
			require.True(t, o.Share.FollowsSignal())
			continue
		}
		still++
		require.Equal(t, energy.Watts(0), o.Share.Power(1))
		require.False(t, o.Share.FollowsSignal())
		require.Positive(t, o.Lease)
	}
	require.Greater(t, still, 5, "they are renewed")
	require.Greater(t, moved, 10)
}
