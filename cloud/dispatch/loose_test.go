package dispatch_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
)

// A home that dropped out goes on as it was told for a while: what the others
// are asked for leaves it room, so that the plant as a whole stays on target.
func TestAHomeThatDropsOutIsCountedAsItGoesOn(t *testing.T) {
	running(t, 20, everyone, func(t *testing.T, f *fleet, p *dispatch.Plant) {
		want(t, p, 40_000, time.Hour)
		require.InEpsilon(t, 40_000, float64(f.run(60)), 0.02)
		before := p.Status().Orders.InForce
		for i := range 4 {
			f.change(i, func(h *simHome) { h.view.Ready, h.goesOn = false, true })
		}
		for range 10 {
			require.InEpsilon(t, 40_000, float64(f.run(1)), 0.03)
		}
		require.Equal(t, before-4, p.Status().Orders.InForce, "what a silent home told last is not counted")
	})
}
