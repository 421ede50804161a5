package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"

	"github.com/creack/pty"
	"golang.org/x/sync/errgroup"
	"golang.org/x/sys/unix"
	"golang.org/x/term"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/hil/world"
	"github.com/hearthgrid/hearthgrid/shared/command"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// serve puts the served homes on their ports, the last on a serial line where
// one is asked for.
func (o fleetOptions) serve(ctx context.Context, g *errgroup.Group, w *world.World) error {
	host, first, err := splitPort("--modbus", o.modbus)
	if err != nil {
		return command.Usage(err)
	}
	for i := range o.served {
		bank := w.Bank(i)
		if o.line != "" && i == o.served-1 {
			if err := serveLine(ctx, g, o.line, bank); err != nil {
				return err
			}
			continue
		}
		address := net.JoinHostPort(host, strconv.Itoa(first+i))
		l, err := net.Listen("tcp", address)
		if err != nil {
			return &fault.Error{Op: "serve Modbus on", Kind: fault.Conflict, Subject: address, Hint: "choose another --modbus", Err: err}
		}
		g.Go(func() error { return device.ServeTCP(ctx, l, bank) })
	}
	return nil
}

func splitPort(flag, address string) (host string, port int, err error) {
	host, text, err := net.SplitHostPort(address)
	if err == nil {
		port, err = strconv.Atoi(text)
	}
	if err != nil {
		return "", 0, fmt.Errorf("%s %q: want host:port: %w", flag, address, err)
	}
	return host, port, nil
}

// serveLine makes a pseudo-terminal pair, which stands for an RS-485 adapter,
// and leaves its far end at path for a gateway to open.
func serveLine(ctx context.Context, g *errgroup.Group, path string, bank *device.Bank) error {
	near, far, err := openLine()
	if err != nil {
		return fmt.Errorf("make serial line: %w", err)
	}
	if err := os.RemoveAll(path); err != nil {
		return fmt.Errorf("make serial line: %w", err)
	}
	if err := os.Symlink(far.Name(), path); err != nil {
		return fmt.Errorf("make serial line: %w", err)
	}
	g.Go(func() error {
		// The far end stays open so that a gateway may come and go.
		defer far.Close()
		return device.ServeRTU(ctx, near, bank)
	})
	return nil
}

// openLine returns both ends of a raw pseudo-terminal. Closing the near one
// ends a Read that waits on it, which needs a file that does not block.
func openLine() (near, far *os.File, err error) {
	blocking, far, err := pty.Open()
	if err != nil {
		return nil, nil, err
	}
	defer blocking.Close()
	if _, err := term.MakeRaw(int(far.Fd())); err != nil {
		return nil, nil, errors.Join(err, far.Close())
	}
	fd, err := unix.FcntlInt(blocking.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err == nil {
		err = unix.SetNonblock(fd, true)
	}
	if err != nil {
		return nil, nil, errors.Join(err, far.Close())
	}
	return os.NewFile(uintptr(fd), blocking.Name()), far, nil
}
