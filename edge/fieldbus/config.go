package fieldbus

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Config describes one link. The zero value of a field means its default;
// only Address (or Dial) has none.
type Config struct {
	// Address is "host:port" for TCP, a device path such as
	// "/dev/serial/by-id/..." for RTU. With Dial it only names the link.
	Address string
	// Timeout is the slowest answer of any unit, time on a serial wire not
	// included; also the limit for dialling. Default 1 s.
	Timeout time.Duration
	// Pause is the least time between an answer and the next request to any
	// unit, for bridges that fall behind when polled fast; Link.Pace is that of
	// one unit. Default none beyond the 3.5 characters of a serial line.
	Pause time.Duration
	// Quiet is the silence after which a serial line counts as empty again
	// after a failure. Default 250 ms.
	Quiet time.Duration
	// Reach is how many registers nobody asked for may lie between two waiting
	// reads that are sent as one. Default 8; negative: reads are never merged.
	Reach int
	// Queue is how many requests may wait. Default 32.
	Queue int
	// BackoffMin and BackoffMax bound the delay between attempts to connect.
	// The first attempt after an error is immediate. BackoffMax is also the
	// longest that a silent unit is left alone. Default 250 ms and 15 s.
	BackoffMin, BackoffMax time.Duration
	// AnyTransaction accepts a TCP answer whatever its transaction number, for
	// bridges that do not echo it. Unit, function and length still must match,
	// and the connection is still closed after any error.
	AnyTransaction bool
	// Serial is how the serial line is set, behind a converter too. TCP ignores
	// it.
	Serial Serial
	// Dial opens the port in place of Address.
	Dial func(ctx context.Context) (Port, error)
	// Log receives the link's transitions. Default: nowhere.
	Log *slog.Logger
}

// filled returns c with defaults in place of zeros.
func (c Config) filled() Config {
	c.Timeout = orElse(c.Timeout, time.Second)
	c.Quiet = orElse(c.Quiet, 250*time.Millisecond)
	c.Queue = orElse(c.Queue, 32)
	c.Reach = orElse(c.Reach, 8)
	c.BackoffMin = orElse(c.BackoffMin, 250*time.Millisecond)
	c.BackoffMax = orElse(c.BackoffMax, 15*time.Second)
	c.Log = orElse(c.Log, slog.New(slog.DiscardHandler))
	c.Serial = c.Serial.filled()
	return c
}

func orElse[T comparable](value, other T) T {
	var zero T
	if value == zero {
		return other
	}
	return value
}

// Validate tells what no link can be made from; kind Invalid.
func (c Config) Validate() error {
	switch {
	case c.Address == "":
		return refuse("", "no address", "give host:port, or the path of a serial device")
	case c.Timeout < 0 || c.Pause < 0 || c.Quiet < 0:
		return refuse(c.Address, fmt.Sprintf("negative duration: timeout %v, pause %v, quiet %v", c.Timeout, c.Pause, c.Quiet),
			"use 0 for the default")
	case c.Queue < 0:
		return refuse(c.Address, fmt.Sprintf("queue %d", c.Queue), "use 0 for the default")
	case c.BackoffMin < 0 || c.filled().BackoffMax < c.filled().BackoffMin:
		return refuse(c.Address, fmt.Sprintf("backoff %v..%v", c.BackoffMin, c.BackoffMax), "the least must not exceed the most")
	}
	return nil
}

func refuse(subject, cause, hint string) error {
	return &fault.Error{Op: "configure link", Kind: fault.Invalid, Subject: subject, Hint: hint, Err: fmt.Errorf("%s", cause)}
}
