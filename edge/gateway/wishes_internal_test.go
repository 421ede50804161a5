package gateway

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/control"
	"github.com/hearthgrid/hearthgrid/shared/config"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Homes of one seed wait each its own time, the seed that none was given too.
func TestHomesOfOneSeedWaitApart(t *testing.T) {
	begun := time.Unix(1e9, 0)
	wait := func(site energy.SiteID, seed uint64) time.Duration {
		c := Defaults()
		c.Site, c.Control.Spread = string(site), config.Millis(10*time.Minute)
		desk := control.NewDesk(c.control(Past{Boot: 1, Seed: seed}))
		o := order(1, 100)
		o.Site, o.Lease = site, c.MaxLease.Duration()
		require.NoError(t, desk.Accept(o, begun))
		for after := time.Duration(0); ; after += time.Second {
			require.LessOrEqual(t, after, 10*time.Minute)
			if _, on := desk.Decide(energy.Snapshot{}, begun.Add(after)).Wants[energy.Dispatch].Power(); on {
				return after
			}
		}
	}
	for _, seed := range []uint64{0, 1, 1 << 63} {
		waits := map[time.Duration]bool{}
		for home := range 20 {
			waits[wait(energy.SiteID(fmt.Sprint("home-", home)), seed)] = true
		}
		require.Greater(t, len(waits), 15, "seed %d", seed)
	}
}
