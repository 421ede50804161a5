package dispatch_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/cloud/dispatch/follow"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestRow27_WhoDoesNotFollowIsGrantedNothing: a fifth of the homes take orders and
// ignore them. They are found, no order is sent to them and they are not counted on,
// while the plant is on target; where they follow again, probes bring them back.
func TestRow27_WhoDoesNotFollowIsGrantedNothing(t *testing.T) {
	running(t, 50, fifthIgnores, func(t *testing.T, f *fleet, p *dispatch.Plant) {
		f.reads = true
		want(t, p, 120_000, time.Hour)
		f.run(22)
		out := p.Unfollowing()
		require.Len(t, out, 10)
		for i := 3; i < 50; i += 5 {
			require.Equal(t, follow.Ignores, out[f.homes[i].view.Site])
		}
		s := p.Status()
		require.Equal(t, map[string]int{"ignores": 10}, s.Unfollowing)
		require.Equal(t, energy.Watts(200_000), s.Up)
		require.Equal(t, 10, s.Excluded)
		f.run(37)
		require.InEpsilon(t, 120_000, float64(f.run(1)), 0.02)
		for i := 3; i < 50; i += 5 {
			f.change(i, func(h *simHome) { h.ignores = false })
		}
		f.run(180)
		require.Empty(t, p.Unfollowing())
		require.InEpsilon(t, 120_000, float64(f.run(1)), 0.02)
		require.Equal(t, energy.Watts(250_000), p.Status().Up)
	})
}

// TestHomesThatComeAndGoAreJudgedAsThemselves: who was found stays so though its place
// in the view is another.
func TestHomesThatComeAndGoAreJudgedAsThemselves(t *testing.T) {
	running(t, 20, fifthIgnores, func(t *testing.T, f *fleet, p *dispatch.Plant) {
		f.reads = true
		want(t, p, 50_000, time.Hour)
		f.run(22)
		before := p.Unfollowing()
		require.Len(t, before, 4)
		f.mu.Lock()
		f.homes = f.homes[1:]
		f.mu.Unlock()
		f.run(2)
		require.Equal(t, before, p.Unfollowing())
	})
}

// TestNobodyIsLeftOutForWhatItWasNotTold: while the broker is gone, and where a home
// cannot be commanded for now.
func TestNobodyIsLeftOutForWhatItWasNotTold(t *testing.T) {
	running(t, 20, everyone, func(t *testing.T, f *fleet, p *dispatch.Plant) {
		f.reads = true
		want(t, p, 50_000, time.Hour)
		f.run(40)
		f.change(0, func(h *simHome) { h.view.Ready, h.ignores = false, true })
		for range 2 {
			f.change(1, func(*simHome) { f.broken = !f.broken })
			f.run(14)
			require.Empty(t, p.Unfollowing())
		}
		f.run(30)
		require.Empty(t, p.Unfollowing())
	})
}
