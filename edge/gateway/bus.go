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

// serialTimeout is how long a unit on a serial line, behind a converter too, may think:
// each failure silences the line for this and the quiet time after it.
const serialTimeout = 300 * time.Millisecond

func (b Bus) link(log *slog.Logger) (*fieldbus.Link, error) {
	if b.Serial != "" {
		if err := serial(b.Serial); err != nil {
			return nil, err
		}
	}
	return b.made(b.settings(log))
}

// settings are those of the bus's link.
func (b Bus) settings(log *slog.Logger) fieldbus.Config {
	c := fieldbus.Config{Address: b.TCP + b.RTUOverTCP + b.Serial, Pause: b.Pause.Duration(), AnyTransaction: b.Unnumbered, Log: log}
	if b.TCP == "" {
		c.Timeout, c.Serial = serialTimeout, fieldbus.Serial{Baud: b.Baud, Parity: b.Parity, StopBits: b.StopBits}
	}
	return c
}

func (b Bus) made(c fieldbus.Config) (*fieldbus.Link, error) {
	switch {
	case b.TCP != "":
		return fieldbus.NewTCP(c)
	case b.RTUOverTCP != "":
		return fieldbus.NewRTUOverTCP(c)
	}
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

// serial tells why path can be no serial device. That there is nothing is a state of the
// link, at the start as later, which ends when the adapter is plugged in: the other buses
// do not wait for it.
func serial(path string) error {
	refuse := func(kind fault.Kind, hint string, err error) error {
		return &fault.Error{Op: "open serial device", Kind: kind, Subject: path, Hint: hint, Err: err}
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return refuse(fault.Denied, "let this user into the folder", err)
	case info.Mode()&fs.ModeCharDevice == 0:
		return refuse(fault.Invalid, "name the adapter's device, such as one in /dev/serial/by-id", errors.New("it is not a serial device"))
	}
	return nil
}
