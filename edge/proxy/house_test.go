package proxy_test

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/proxy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// bank is the registers behind the proxy: a register is its address plus 1000
// times the unit, plus once for each read there was before.
type bank struct {
	mu    sync.Mutex
	reads int
	err   error
	takes time.Duration
}

func (b *bank) ReadHolding(ctx context.Context, unit uint8, address uint16, into []uint16) error {
	select {
	case <-time.After(b.takes):
	case <-ctx.Done():
		return &fault.Error{Op: "read", Kind: fault.Unreachable, Err: ctx.Err()}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := range into {
		into[i] = address + uint16(i) + 1000*uint16(unit) + uint16(b.reads)
	}
	b.reads++
	return b.err
}

func (b *bank) ReadInput(ctx context.Context, unit uint8, address uint16, into []uint16) error {
	return b.ReadHolding(ctx, unit, address+20000, into)
}

func (b *bank) fail(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.err = err
}

// hall is a listener of pipes, for bubbles.
type hall struct {
	guests chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newHall() *hall { return &hall{guests: make(chan net.Conn), closed: make(chan struct{})} }

func (h *hall) Accept() (net.Conn, error) {
	select {
	case conn := <-h.guests:
		return conn, nil
	case <-h.closed:
		return nil, net.ErrClosed
	}
}

func (h *hall) Close() error {
	h.once.Do(func() { close(h.closed) })
	return nil
}

func (h *hall) Addr() net.Addr { return address("127.0.0.1:502") }

type address string

func (address) Network() string  { return "tcp" }
func (a address) String() string { return string(a) }

// caller is a pipe's end that says where it comes from.
type caller struct {
	net.Conn
	from address
}

func (c caller) RemoteAddr() net.Addr { return c.from }

// call connects a guest from an address.
func (h *hall) call(t *testing.T, from string) net.Conn {
	t.Helper()
	near, far := net.Pipe()
	h.guests <- caller{far, address(from)}
	t.Cleanup(func() { _ = near.Close() })
	return near
}

const neighbour = "192.168.1.7:40000"

// open runs a proxy of b until the test ends.
func open(t *testing.T, c proxy.Config, b proxy.Registers) (*proxy.Proxy, *hall) {
	t.Helper()
	h := newHall()
	return start(t, c, h, b), h
}

func start(t *testing.T, c proxy.Config, listener net.Listener, b proxy.Registers) *proxy.Proxy {
	t.Helper()
	p, err := proxy.New(c, listener, b)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-ended)
		require.Zero(t, p.Stats().Clients)
	})
	return p
}

// ask sends a request PDU and returns the reply's, after checking its header.
func ask(t *testing.T, conn net.Conn, unit uint8, pdu ...byte) []byte {
	t.Helper()
	frame := append([]byte{0x12, 0x34, 0, 0, 0, byte(1 + len(pdu)), unit}, pdu...)
	_, err := conn.Write(frame)
	require.NoError(t, err)
	got := hear(t, conn)
	require.Equal(t, frame[:5], append(got[:4:4], 0))
	require.Equal(t, unit, got[6])
	return got[7:]
}

// hear reads one whole frame.
func hear(t *testing.T, conn io.Reader) []byte {
	t.Helper()
	head := make([]byte, 6)
	_, err := io.ReadFull(conn, head)
	require.NoError(t, err)
	body := make([]byte, binary.BigEndian.Uint16(head[4:]))
	_, err = io.ReadFull(conn, body)
	require.NoError(t, err)
	return append(head, body...)
}
