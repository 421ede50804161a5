package scenario

import (
	"context"
	"encoding/binary"
	"net"
	"sync/atomic"
	"time"

	"github.com/hearthgrid/hearthgrid/hil/device"
)

// visit brings another Modbus client to a home's link, or sends it away.
type visit struct {
	homes []int
	leave bool
}

func parseVisit(p *parser, l line, rest []string) (act, error) { return p.visit(l, rest, false) }

func parseLeave(p *parser, l line, rest []string) (act, error) { return p.visit(l, rest, true) }

func (p *parser) visit(l line, rest []string, leave bool) (act, error) {
	v := &visit{leave: leave}
	v.homes, rest = p.targets(rest)
	if len(rest) != 0 {
		return nil, l.refuse("%s takes the name of a home or nothing, not %q", l.words[0], rest[0])
	}
	return v, nil
}

func (v *visit) do(r *run, l line) error {
	for _, i := range v.homes {
		h := r.houses[i]
		if h.serve == "" || h.site.link == overRTU {
			return l.refuse("%s has no TCP link that somebody else could use: want link=tcp", h.site.name)
		}
		h.dismiss()
		if v.leave {
			continue
		}
		h.guest = receive(r.ctx, h.bus)
	}
	return nil
}

// guest is another Modbus client: an app, or another energy manager.
type guest struct {
	stop   context.CancelFunc
	gone   chan struct{}
	served atomic.Int64 // answers it got
}

// guestPause is how often the guest asks, and comes back where it was hung up on.
const guestPause = 500 * time.Millisecond

// receive lets a guest in, which asks the meter's unit again and again until it
// is dismissed.
func receive(ctx context.Context, address string) *guest {
	ctx, stop := context.WithCancel(ctx)
	g := &guest{stop: stop, gone: make(chan struct{})}
	go func() {
		defer close(g.gone)
		for ctx.Err() == nil {
			g.sit(ctx, address)
			_ = pause(ctx, guestPause) // it says only that ctx is over
		}
	}()
	return g
}

// sit asks until the connection ends.
func (g *guest) sit(ctx context.Context, address string) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	ask := []byte{0, 7, 0, 0, 0, 6, device.MeterUnit, 3, 0, 0, 0, 2}
	binary.BigEndian.PutUint16(ask[8:], device.Base)
	var answer [64]byte
	for {
		if _, err := conn.Write(ask); err != nil {
			return
		}
		n, err := conn.Read(answer[:])
		if err != nil {
			return
		}
		if n > 7 && answer[7] == 3 {
			g.served.Add(1)
		}
		if pause(ctx, guestPause) != nil {
			return
		}
	}
}

// dismiss sends the home's guest away, if there is one.
func (h *house) dismiss() {
	if h.guest != nil {
		h.guest.stop()
		<-h.guest.gone
		h.guest = nil
	}
}
