package proxy_test

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/fieldbus"
	"github.com/hearthgrid/hearthgrid/edge/proxy"
)

// dongle answers reads of one register, 10 ms each, and keeps their order.
type dongle struct {
	mu    sync.Mutex
	order []uint16
}

func (d *dongle) dial(context.Context) (fieldbus.Port, error) {
	near, far := net.Pipe()
	go func() {
		defer far.Close()
		for request := make([]byte, 12); ; {
			if _, err := io.ReadFull(far, request); err != nil {
				return
			}
			time.Sleep(10 * time.Millisecond)
			d.mu.Lock()
			d.order = append(d.order, binary.BigEndian.Uint16(request[8:]))
			d.mu.Unlock()
			_, _ = far.Write(append(append([]byte{}, request[:5]...), 5, request[6], request[7], 2, request[8], request[9]))
		}
	}()
	return near, nil
}

// What a guest asks for waits behind whatever the house asks for.
func TestGuestsGoLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &dongle{}
		link, err := fieldbus.NewTCP(fieldbus.Config{Address: "dongle", Dial: d.dial, Reach: -1})
		require.NoError(t, err)
		h := newHall()
		p, err := proxy.New(proxy.Config{}, h, link)
		require.NoError(t, err)
		ctx, cancel := context.WithCancel(t.Context())
		var house sync.WaitGroup
		house.Go(func() { require.NoError(t, link.Run(ctx)) })
		house.Go(func() { require.NoError(t, p.Run(fieldbus.WithPriority(ctx, fieldbus.Guest))) })
		var asking sync.WaitGroup
		read := func(address uint16) {
			asking.Go(func() { require.NoError(t, link.ReadHolding(t.Context(), 1, address, make([]uint16, 1))) })
			synctest.Wait()
		}
		conn := h.call(t, neighbour)
		read(1)
		time.Sleep(time.Millisecond) // it is sent
		asking.Go(func() { require.Equal(t, []byte{3, 2, 0, 9}, ask(t, conn, 1, 3, 0, 9, 0, 1)) })
		synctest.Wait()
		read(2)
		read(3)
		asking.Wait()
		require.Equal(t, []uint16{1, 2, 3, 9}, d.order)
		cancel()
		house.Wait()
	})
}
