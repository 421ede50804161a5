package ingest_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/ingest"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// TestTheBootsOfAHomeTakeTurns: a home that sends the backlog of earlier boots
// while the latest goes on hears of each in its turn.
func TestTheBootsOfAHomeTakeTurns(t *testing.T) {
	f := func(rounds int, boots ...uint64) {
		t.Helper()
		running(t, func(t *testing.T, c *cloud, r *ingest.Receiver) {
			for round := range uint64(rounds) {
				for _, boot := range boots {
					r.Receive(home, wire.LeafTelemetry, telemetry(boot, 1, 0, round+1))
					r.Stored(home, boot, round+1)
				}
				time.Sleep(ingest.TellEvery)
			}
			synctest.Wait()
			c.mu.Lock()
			defer c.mu.Unlock()
			require.GreaterOrEqual(t, len(c.told), rounds-1)
			for i := range c.told[:len(c.told)-len(boots)+1] {
				var heard []uint64
				for _, notice := range c.told[i : i+len(boots)] {
					heard = append(heard, notice[0])
				}
				slices.Sort(heard)
				require.Equal(t, boots, heard, "notices from %d on", i)
			}
		})
	}
	f(5, 1)
	f(10, 1, 2)
	f(20, 1, 2, 3, 4)
}

// TestABootThatIsDueAloneWaitsForNobody: turns are taken only of what is due.
func TestABootThatIsDueAloneWaitsForNobody(t *testing.T) {
	running(t, func(t *testing.T, c *cloud, r *ingest.Receiver) {
		r.Receive(home, wire.LeafTelemetry, telemetry(2, 1, 0, 1))
		for seq := uint64(1); seq <= 5; seq++ {
			r.Receive(home, wire.LeafTelemetry, telemetry(1, 1, 0, seq))
			r.Stored(home, 1, seq)
			time.Sleep(ingest.TellEvery)
			synctest.Wait()
			require.Equal(t, [2]uint64{1, seq}, c.last())
		}
	})
}
