package gateway

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hearthgrid/hearthgrid/edge/fieldbus"
	"github.com/hearthgrid/hearthgrid/edge/proxy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// serialTimeout is how long a unit on a serial line may think: each failure
// silences the line for this and the quiet time after it.
const serialTimeout = 300 * time.Millisecond

func (b Bus) link(log *slog.Logger) (*fieldbus.Link, error) {
	c := fieldbus.Config{Pause: b.Pause.Duration(), Log: log}
	if b.TCP != "" {
		c.Address, c.AnyTransaction = b.TCP, b.Unnumbered
		return fieldbus.NewTCP(c)
	}
	c.Serial = fieldbus.Serial{Baud: b.Baud, Parity: b.Parity, StopBits: b.StopBits}
	if b.RTUOverTCP != "" {
		c.Address = b.RTUOverTCP
		return fieldbus.NewRTUOverTCP(c)
	}
	if err := plugged(b.Serial); err != nil {
		return nil, err
	}
	c.Address, c.Timeout = b.Serial, serialTimeout
	return fieldbus.NewRTU(c)
}

// served returns run with a proxy beside it, where the site file wants one, and how that
// is told of: what others in the house read waits for all that the home needs.
func (b Bus) served(link *fieldbus.Link, log *slog.Logger) (run func(context.Context) error, heard func() proxy.Stats, err error) {
	if b.Proxy == "" {
		return link.Run, nil, nil
	}
	l, err := net.Listen("tcp", b.Proxy)
	if err != nil {
		return nil, nil, &fault.Error{Op: "listen for other masters on", Kind: fault.Conflict, Subject: b.Proxy, Hint: "choose another proxy address", Err: err}
	}
	guests, err := proxy.New(proxy.Config{Log: log}, l, link)
	if err != nil {
		return nil, nil, errors.Join(err, l.Close())
	}
	run = func(ctx context.Context) error {
		group, ctx := errgroup.WithContext(ctx)
		group.Go(func() error { return link.Run(ctx) })
		group.Go(func() error { return guests.Run(fieldbus.WithPriority(ctx, fieldbus.Guest)) })
		return group.Wait()
	}
	return run, guests.Stats, nil
}

// plugged tells why path is no serial device at the start. Later, that it is
// gone is a state of the link, which comes back when it is plugged in again.
func plugged(path string) error {
	refuse := func(kind fault.Kind, hint string, err error) error {
		return &fault.Error{Op: "open serial device", Kind: kind, Subject: path, Hint: hint, Err: err}
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return refuse(fault.NotFound, "plug the adapter in, or correct the path: ls /dev/serial/by-id shows those plugged in", err)
	case err != nil:
		return refuse(fault.Denied, "let this user into the folder", err)
	case info.Mode()&fs.ModeCharDevice == 0:
		return refuse(fault.Invalid, "name the adapter's device, such as one in /dev/serial/by-id", errors.New("it is not a serial device"))
	}
	return nil
}
