package proxy

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Registers are what the proxy reads from: the gateway's link to one bus.
type Registers interface {
	ReadHolding(ctx context.Context, unit uint8, address uint16, into []uint16) error
	ReadInput(ctx context.Context, unit uint8, address uint16, into []uint16) error
}

// Proxy serves one listener. It has no goroutine before Run.
type Proxy struct {
	config    Config
	listener  net.Listener
	registers Registers
	cache     *cache
	clients   atomic.Int32
	full      atomic.Bool // the log says that there is no room
	counters
}

// New makes a proxy of registers for listener, which Run closes. Errors are of
// kind Invalid.
func New(c Config, listener net.Listener, registers Registers) (*Proxy, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	return &Proxy{config: c.filled(), listener: listener, registers: registers, cache: newCache()}, nil
}

// Run serves until ctx ends, then closes the listener and every connection, waits
// for their goroutines, and returns nil. All reads have ctx's values: give it the
// lowest priority. It returns earlier only where the listener fails; kind
// Internal.
func (p *Proxy) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(ctx, func() { _ = p.listener.Close() })
	defer stop()
	var guests sync.WaitGroup
	defer guests.Wait()
	defer cancel()
	for {
		conn, err := p.listener.Accept()
		switch {
		case ctx.Err() != nil:
			return p.farewell(conn)
		case errors.Is(err, net.ErrClosed):
			return &fault.Error{Op: "serve Modbus proxy", Kind: fault.Internal, Subject: p.listener.Addr().String(), Err: err}
		case err != nil:
			p.failures.Add(1)
			p.config.Log.Debug("accept guest", "error", err)
			pause(ctx, breath)
		case !p.seat(conn):
			_ = conn.Close()
		default:
			guests.Go(func() { p.serve(ctx, conn) })
		}
	}
}

func (p *Proxy) farewell(conn net.Conn) error {
	if conn != nil {
		_ = conn.Close()
	}
	return nil
}

// breath is how long to wait after a connection could not be accepted, most
// often because there are too many open files.
const breath = 100 * time.Millisecond

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// seat tells whether a guest may stay.
func (p *Proxy) seat(conn net.Conn) bool {
	from, err := netip.ParseAddrPort(conn.RemoteAddr().String())
	if err != nil || !p.config.admits(from.Addr()) {
		p.strangers.Add(1)
		return false
	}
	if int(p.clients.Add(1)) > p.config.Clients {
		p.clients.Add(-1)
		p.turnedAway.Add(1)
		if !p.full.Swap(true) {
			p.config.Log.Warn("Modbus proxy is full", "clients", p.config.Clients, "from", from.Addr())
		}
		return false
	}
	return true
}

// leave frees a guest's place.
func (p *Proxy) leave() {
	p.clients.Add(-1)
	p.full.Store(false)
}
