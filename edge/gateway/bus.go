package gateway

import (
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/fieldbus"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// serialTimeout is how long a unit on a serial line may think: each failure
// silences the line for this and the quiet time after it.
const serialTimeout = 300 * time.Millisecond

func (b Bus) link(log *slog.Logger) (*fieldbus.Link, error) {
	if b.Serial == "" {
		return fieldbus.NewTCP(fieldbus.Config{Address: b.TCP, Log: log})
	}
	if err := plugged(b.Serial); err != nil {
		return nil, err
	}
	return fieldbus.NewRTU(fieldbus.Config{
		Address: b.Serial, Timeout: serialTimeout, Serial: fieldbus.Serial{Baud: b.Baud}, Log: log,
	})
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
