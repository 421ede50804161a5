package fieldbus_test

import (
	"context"
	"errors"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/fieldbus"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// overdue is a context in the moment after its deadline in which nobody has
// told it yet.
type overdue struct{ context.Context }

func (overdue) Deadline() (time.Time, bool) { return time.Now(), true }

// A request that comes too late to be answered must not be sent: it would cost
// the connection, and so the other units their turns.
func TestARequestAtItsDeadlineCostsTheLinkNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		link := start(t, fieldbus.NewTCP, fieldbus.Config{}, answering(true, func(conn io.ReadWriteCloser, q question) {
			conn.Write(q.truth())
		}))
		right(t, link, 1, 0x20, 2)
		for range 3 {
			err := link.ReadHolding(overdue{t.Context()}, 2, 0x10, make([]uint16, 2))
			require.Equal(t, fault.Unreachable, fault.KindOf(err))
			require.True(t, errors.Is(err, context.DeadlineExceeded), "%v", err)
			right(t, link, 1, 0x20, 2)
		}
		require.Zero(t, link.Stats().Reconnects)
		require.Equal(t, uint64(3), link.Stats().Dropped)
	})
}
