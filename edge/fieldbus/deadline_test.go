package fieldbus_test

import (
	"context"
	"io"
	"math/rand/v2"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/fieldbus"
)

// promptly is how late a caller may be let go. The bubbles of the other tests
// hold it exactly; here it is held on real sockets, beside a bare context that
// the same machine lets go at the same time.
const promptly = 20 * time.Millisecond

func TestDeadlinesHoldOnRealPorts(t *testing.T) {
	f := func(make maker, tcp bool, listen func(*testing.T, slave) string) {
		t.Helper()
		slow := answering(tcp, func(conn io.ReadWriteCloser, q question) {
			if q.unit != 9 {
				late(conn, time.Duration(rand.IntN(60))*time.Millisecond, q.truth())
			}
		})
		link, err := make(fieldbus.Config{Address: listen(t, slow), Timeout: 100 * time.Millisecond, Queue: 64, Serial: fast})
		require.NoError(t, err)
		run(t, link)
		var group sync.WaitGroup
		var over [48]time.Duration
		for i := range over {
			unit := []uint8{1, 2, 9}[i%3]
			deadline := time.Duration(rand.IntN(400)) * time.Millisecond
			group.Go(func() { over[i] = letGo(t, link, unit, deadline) })
		}
		group.Wait()
		slices.Sort(over[:])
		require.Less(t, over[len(over)*9/10], promptly, "the rest is what a loaded machine may do to anyone")
		require.Less(t, over[len(over)-1], 10*promptly)
	}
	f(fieldbus.NewTCP, true, listening)
	f(fieldbus.NewRTUOverTCP, false, listening)
	f(fieldbus.NewRTU, false, plugged)
}

// letGo asks until the deadline, and returns how much later than a bare context
// it was let go.
func letGo(t *testing.T, link *fieldbus.Link, unit uint8, deadline time.Duration) time.Duration {
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	bare := make(chan time.Time, 1)
	go func() {
		<-ctx.Done()
		bare <- time.Now()
	}()
	into := words(3)
	for address := uint16(0); ctx.Err() == nil; address++ {
		if link.ReadHolding(ctx, unit, address, into) == nil {
			require.Equal(t, value(unit, address), into[0])
		}
	}
	return time.Since(<-bare)
}

// listening serves each connection to a loopback port.
func listening(t *testing.T, s slave) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, listener.Close()) })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go s(conn)
		}
	}()
	return listener.Addr().String()
}

// plugged serves a pseudo terminal.
func plugged(t *testing.T, s slave) string {
	far, end, err := pty.Open()
	require.NoError(t, err)
	t.Cleanup(func() { _, _ = end.Close(), far.Close() })
	go s(far)
	return end.Name()
}
