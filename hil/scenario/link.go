package scenario

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"

	"github.com/hearthgrid/hearthgrid/hil/device"
)

// link is how the gateway reaches the equipment.
type link uint8

const (
	direct  link = iota // without a wire
	overTCP             // Modbus TCP
	overRTU             // Modbus RTU behind a converter: checksums, and no transactions
)

// road is what a site file says of a link to address.
func (k link) road(address string) string {
	if k == overRTU {
		return fmt.Sprintf("rtu_over_tcp = %q\nbaud = 115200", address)
	}
	return fmt.Sprintf("tcp = %q", address)
}

// opens serves the home's equipment, where its gateway is to reach it so.
func (h *house) opens(ctx context.Context) error {
	if h.serve == "" {
		return nil
	}
	l, err := net.Listen("tcp", h.serve)
	if err != nil {
		return fmt.Errorf("serve the home on %s: %w", h.serve, err)
	}
	h.bus = l.Addr().String()
	serve := device.ServeTCP
	if h.site.link == overRTU {
		serve = serveRTU
	}
	ctx, cancel := context.WithCancel(ctx)
	served := make(chan error, 1)
	go func() { served <- serve(ctx, l, h.bank) }()
	h.closes = func() error {
		cancel()
		return <-served
	}
	return nil
}

// serveRTU is a converter with the equipment's serial line behind it.
func serveRTU(ctx context.Context, l net.Listener, b *device.Bank) error {
	defer context.AfterFunc(ctx, func() { _ = l.Close() })()
	var lines sync.WaitGroup
	defer lines.Wait()
	for {
		conn, err := l.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		lines.Go(func() {
			_ = device.ServeRTU(ctx, conn, b) // a line that broke is connected anew
			_ = conn.Close()
		})
	}
}

// end ends all that was started for the home.
func (h *house) end() error {
	h.dismiss()
	err := h.kill()
	if h.closes != nil {
		err = errors.Join(err, h.closes())
	}
	return err
}
