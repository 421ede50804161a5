package proxy_test

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/fieldbus"
	"github.com/hearthgrid/hearthgrid/edge/proxy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// inBubble runs f with a proxy of a bank.
func inBubble(t *testing.T, c proxy.Config, f func(t *testing.T, p *proxy.Proxy, h *hall, b *bank)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := &bank{}
		p, h := open(t, c, b)
		f(t, p, h, b)
	})
}

func TestReadsAreAnsweredFromTheLink(t *testing.T) {
	inBubble(t, proxy.Config{}, func(t *testing.T, _ *proxy.Proxy, h *hall, _ *bank) {
		conn := h.call(t, neighbour)
		require.Equal(t, []byte{3, 4, 0x03, 0xf8, 0x03, 0xf9}, ask(t, conn, 1, 3, 0, 16, 0, 2)) // 1016, 1017
		require.Equal(t, []byte{4, 2, 0x56, 0x01}, ask(t, conn, 2, 4, 0, 16, 0, 1))             // 22016 and one read before
	})
}

func TestWritesAndTheRestAreRefused(t *testing.T) {
	f := func(want byte, pdu ...byte) {
		t.Helper()
		inBubble(t, proxy.Config{}, func(t *testing.T, p *proxy.Proxy, h *hall, b *bank) {
			conn := h.call(t, neighbour)
			require.Equal(t, []byte{pdu[0] | 0x80, want}, ask(t, conn, 1, pdu...))
			require.Zero(t, b.reads)
			require.Equal(t, uint64(1), p.Stats().Refused)
			require.Len(t, ask(t, conn, 1, 3, 0, 0, 0, 1), 4, "the connection goes on")
		})
	}
	f(1, 5, 0, 1, 0xff, 0)
	f(1, 6, 0, 1, 0, 1)
	f(1, 15, 0, 1, 0, 1, 1, 1)
	f(1, 16, 0, 1, 0, 1, 2, 0, 1)
	f(1, 22, 0, 1, 0, 1, 0, 1)
	f(1, 23, 0, 1, 0, 1, 0, 1, 0, 1, 2, 0, 1)
	f(1, 1, 0, 1, 0, 1)
	f(1, 43, 14, 1, 0)
	f(1, 0)
	f(1, 0x83)
	f(3, 3)
	f(3, 3, 0, 1, 0)
	f(3, 3, 0, 1, 0, 0)
	f(3, 3, 0, 1, 0, 126)
	f(3, 3, 0, 1, 0, 1, 0)
	f(2, 3, 0xff, 0xff, 0, 2)
}

func TestFailedReadIsAnExceptionAndNoValue(t *testing.T) {
	f := func(err error, want byte) {
		t.Helper()
		inBubble(t, proxy.Config{}, func(t *testing.T, _ *proxy.Proxy, h *hall, b *bank) {
			conn := h.call(t, neighbour)
			b.fail(err)
			require.Equal(t, []byte{0x83, want}, ask(t, conn, 1, 3, 0, 16, 0, 2))
			b.fail(nil)
			require.Equal(t, []byte{3, 4, 0x03, 0xf9, 0x03, 0xfa}, ask(t, conn, 1, 3, 0, 16, 0, 2), "a failure is not kept")
		})
	}
	kind := func(k fault.Kind) error { return &fault.Error{Op: "read", Kind: k, Err: errors.New("no")} }
	f(kind(fault.Unsupported), 1)
	f(kind(fault.Invalid), 2)
	f(kind(fault.Busy), 6)
	f(kind(fault.Unreachable), 11)
	f(kind(fault.Corrupt), 4)
	f(errors.New("unclassified"), 4)
	f(&fault.Error{Kind: fault.Invalid, Err: &fieldbus.Exception{Function: 3, Code: 3}}, 3)
	f(&fault.Error{Kind: fault.Internal, Err: &fieldbus.Exception{Function: 3, Code: 99}}, 99)
}

func TestNothingIsOlderThanMaxAge(t *testing.T) {
	inBubble(t, proxy.Config{MaxAge: 2 * time.Second}, func(t *testing.T, p *proxy.Proxy, h *hall, b *bank) {
		b.takes = 500 * time.Millisecond
		one, two := h.call(t, neighbour), h.call(t, "192.168.1.8:1")
		first := ask(t, one, 1, 3, 0, 16, 0, 2)
		time.Sleep(1500 * time.Millisecond) // 2 s after it was asked for
		require.Equal(t, first, ask(t, two, 1, 3, 0, 16, 0, 2))
		require.Equal(t, uint64(1), p.Stats().Cached)
		time.Sleep(time.Millisecond)
		require.NotEqual(t, first, ask(t, two, 1, 3, 0, 16, 0, 2))
		require.NotEqual(t, ask(t, two, 1, 4, 0, 16, 0, 2), ask(t, two, 1, 3, 0, 16, 0, 2), "of another function")
		require.NotEqual(t, ask(t, two, 2, 3, 0, 16, 0, 2), ask(t, two, 1, 3, 0, 16, 0, 2), "of another unit")
	})
}

func TestCacheIsBoundedAndStaysRight(t *testing.T) {
	inBubble(t, proxy.Config{MaxAge: time.Hour, Rate: 1000}, func(t *testing.T, p *proxy.Proxy, h *hall, _ *bank) {
		conn := h.call(t, neighbour)
		answers := map[byte][]byte{}
		for i := range byte(200) {
			answers[i] = ask(t, conn, 1, 3, 0, i, 0, 1)
			time.Sleep(time.Millisecond) // of two of one instant either is the oldest
		}
		require.Equal(t, answers[199], ask(t, conn, 1, 3, 0, 199, 0, 1))
		require.NotEqual(t, answers[0], ask(t, conn, 1, 3, 0, 0, 0, 1))
		require.Equal(t, uint64(1), p.Stats().Cached)
	})
}

func TestGuestThatAsksTooOftenWaits(t *testing.T) {
	inBubble(t, proxy.Config{Rate: 5}, func(t *testing.T, p *proxy.Proxy, h *hall, _ *bank) {
		hasty, calm := h.call(t, neighbour), h.call(t, "192.168.1.8:1")
		began := time.Now()
		var group sync.WaitGroup
		group.Go(func() {
			for range 105 {
				ask(t, hasty, 1, 3, 0, 0, 0, 1)
			}
		})
		ask(t, calm, 1, 3, 0, 0, 0, 1)
		require.Zero(t, time.Since(began))
		group.Wait()
		require.InDelta(t, 20, time.Since(began).Seconds(), 0.01)
		require.Equal(t, uint64(100), p.Stats().Slowed)
	})
}

func TestGuestsAreBounded(t *testing.T) {
	inBubble(t, proxy.Config{Clients: 2}, func(t *testing.T, p *proxy.Proxy, h *hall, _ *bank) {
		one := h.call(t, neighbour)
		ask(t, one, 1, 3, 0, 0, 0, 1)
		ask(t, h.call(t, neighbour), 1, 3, 0, 0, 0, 1)
		gone(t, h.call(t, neighbour))
		require.Equal(t, uint64(1), p.Stats().TurnedAway)
		require.NoError(t, one.Close())
		synctest.Wait()
		ask(t, h.call(t, neighbour), 1, 3, 0, 0, 0, 1)
	})
}

// gone requires the other end to have hung up.
func gone(t *testing.T, conn net.Conn) {
	t.Helper()
	_, err := conn.Read(make([]byte, 1))
	require.ErrorIs(t, err, io.EOF)
}

func TestStrangersMayNotConnect(t *testing.T) {
	f := func(c proxy.Config, from string, welcome bool) {
		t.Helper()
		inBubble(t, c, func(t *testing.T, p *proxy.Proxy, h *hall, _ *bank) {
			conn := h.call(t, from)
			if welcome {
				ask(t, conn, 1, 3, 0, 0, 0, 1)
				return
			}
			gone(t, conn)
			require.Equal(t, uint64(1), p.Stats().Strangers)
		})
	}
	usual := proxy.Config{}
	f(usual, "192.168.1.7:1", true)
	f(usual, "127.0.0.1:1", true)
	f(usual, "[fe80::1]:1", true)
	f(usual, "[fd00::1]:1", true)
	f(usual, "[::ffff:10.0.0.1]:1", true)
	f(usual, "203.0.113.9:1", false)
	f(usual, "[2001:db8::1]:1", false)
	f(usual, "no address", false)
	one := proxy.Config{Allow: []netip.Prefix{netip.MustParsePrefix("192.168.1.7/32")}}
	f(one, "192.168.1.7:1", true)
	f(one, "192.168.1.8:1", false)
	f(one, "127.0.0.1:1", false)
}

func TestEveryWaitEnds(t *testing.T) {
	f := func(within time.Duration, behave func(conn net.Conn)) {
		t.Helper()
		inBubble(t, proxy.Config{Idle: 10 * time.Second, Timeout: 3 * time.Second}, func(t *testing.T, p *proxy.Proxy, h *hall, b *bank) {
			b.takes = time.Hour
			conn := h.call(t, neighbour)
			behave(conn)
			time.Sleep(within)
			synctest.Wait()
			require.Zero(t, p.Stats().Clients)
		})
	}
	f(10*time.Second, func(net.Conn) {})
	f(time.Second, func(conn net.Conn) { _, _ = conn.Write([]byte{0}) })
	f(time.Second, func(conn net.Conn) { _, _ = conn.Write([]byte{0, 1, 0, 0, 0, 6, 1}) })
	f(4*time.Second, func(conn net.Conn) { _, _ = conn.Write([]byte{0, 1, 0, 0, 0, 6, 1, 3, 0, 0, 0, 1}) }) // and takes no reply
	f(0, func(conn net.Conn) { _, _ = conn.Write([]byte{0, 1, 0, 1, 0, 6, 1}) })                            // no Modbus
	f(0, func(conn net.Conn) { _, _ = conn.Write([]byte{0, 1, 0, 0, 0, 1, 1}) })
	f(0, func(conn net.Conn) { _, _ = conn.Write([]byte{0, 1, 0, 0, 1, 0, 1}) })
}

func TestSlowReadIsGivenUp(t *testing.T) {
	inBubble(t, proxy.Config{Timeout: 3 * time.Second}, func(t *testing.T, _ *proxy.Proxy, h *hall, b *bank) {
		b.takes = time.Hour
		began := time.Now()
		require.Equal(t, []byte{0x83, 11}, ask(t, h.call(t, neighbour), 1, 3, 0, 0, 0, 1))
		require.Equal(t, 3*time.Second, time.Since(began))
	})
}

func TestListenerThatFailsEndsRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall()
		p, err := proxy.New(proxy.Config{}, h, &bank{})
		require.NoError(t, err)
		ended := make(chan error, 1)
		go func() { ended <- p.Run(t.Context()) }()
		conn := h.call(t, neighbour)
		ask(t, conn, 1, 3, 0, 0, 0, 1)
		require.NoError(t, h.Close())
		require.Equal(t, fault.Internal, fault.KindOf(<-ended))
		gone(t, conn)
	})
}

func TestConfigRefusals(t *testing.T) {
	f := func(c proxy.Config, names string) {
		t.Helper()
		_, err := proxy.New(c, newHall(), &bank{})
		require.ErrorContains(t, err, names)
		require.Equal(t, fault.Invalid, fault.KindOf(err))
	}
	f(proxy.Config{MaxAge: -time.Second}, "-1s")
	f(proxy.Config{Clients: -1}, "-1 clients")
	f(proxy.Config{Rate: -3}, "-3 requests")
}
