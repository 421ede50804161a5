package fieldbus_test

import (
	"context"
	"io"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/fieldbus"
)

// A slow poll of many registers holds a control write up for one frame.
func TestAControlWriteWaitsForOneExchangeAtMost(t *testing.T) {
	f := func(after time.Duration) {
		t.Helper()
		synctest.Test(t, func(t *testing.T) {
			line := wire(9600)
			link := start(t, fieldbus.NewRTU, fieldbus.Config{
				Dial: func(context.Context) (fieldbus.Port, error) { return line, nil },
			}, nil)
			var group sync.WaitGroup
			for poll := range uint16(6) {
				group.Go(func() { right(t, link, 1, poll*1000, 600) })
			}
			time.Sleep(after)
			asked := time.Now()
			require.NoError(t, link.WriteHolding(fieldbus.WithPriority(t.Context(), fieldbus.Urgent), 1, 0, []uint16{1}))
			longest, write := line.Limit(8, 255), line.Limit(11, 8)
			require.LessOrEqual(t, time.Since(asked), longest+write+time.Millisecond)
			group.Wait()
		})
	}
	for step := range time.Duration(12) {
		f(step * 37 * time.Millisecond)
	}
}

func TestOrderIsByPriorityAndThenByArrival(t *testing.T) {
	both(t, func(t *testing.T, make maker, tcp bool) {
		var order []uint16
		link := start(t, make, fieldbus.Config{Reach: -1}, answering(tcp, func(conn io.ReadWriteCloser, q question) {
			time.Sleep(10 * time.Millisecond)
			order = append(order, q.address)
			conn.Write(q.truth())
		}))
		var group sync.WaitGroup
		ask := func(p fieldbus.Priority, address uint16) {
			ctx := fieldbus.WithPriority(t.Context(), p)
			group.Go(func() { require.NoError(t, link.ReadHolding(ctx, 1, address, words(1))) })
			synctest.Wait()
		}
		ask(fieldbus.Poll, 1)
		time.Sleep(8 * time.Millisecond) // it is sent
		ask(fieldbus.Guest, 40)
		ask(fieldbus.Poll, 30)
		ask(fieldbus.Urgent, 20)
		ask(fieldbus.Poll, 31)
		ask(fieldbus.Urgent, 21)
		ask(fieldbus.Guest, 41)
		group.Wait()
		require.Equal(t, []uint16{1, 20, 21, 30, 31, 40, 41}, order)
	})
}
