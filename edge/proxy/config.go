package proxy

import (
	"fmt"
	"log/slog"
	"net/netip"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Config bounds what guests may ask. The zero value of a field means its
// default.
type Config struct {
	// MaxAge is the oldest a register may be when it is given to a second
	// master. Default 1 s.
	MaxAge time.Duration
	// Timeout is the longest a read may take, on the link and in its queue.
	// Default 2 s.
	Timeout time.Duration
	// Idle is how long a client may be silent. Once it has begun a request, it has
	// a tenth of that to end it, and to take the reply. Default 60 s.
	Idle time.Duration
	// Clients is how many may be connected. Default 4.
	Clients int
	// Rate is how many requests per second a client may make; as many at once.
	// What is more waits. Default 20.
	Rate int
	// Allow names who may connect. Default: loopback, link-local and private
	// addresses.
	Allow []netip.Prefix
	// Log receives transitions. Default: nowhere.
	Log *slog.Logger
}

func (c Config) filled() Config {
	c.MaxAge = orElse(c.MaxAge, time.Second)
	c.Timeout = orElse(c.Timeout, 2*time.Second)
	c.Idle = orElse(c.Idle, time.Minute)
	c.Clients = orElse(c.Clients, 4)
	c.Rate = orElse(c.Rate, 20)
	c.Log = orElse(c.Log, slog.New(slog.DiscardHandler))
	return c
}

func orElse[T comparable](value, other T) T {
	var zero T
	if value == zero {
		return other
	}
	return value
}

// Validate tells what no proxy can be made from; kind Invalid.
func (c Config) Validate() error {
	cause := ""
	switch {
	case c.MaxAge < 0 || c.Timeout < 0 || c.Idle < 0:
		cause = fmt.Sprintf("negative duration: max age %v, timeout %v, idle %v", c.MaxAge, c.Timeout, c.Idle)
	case c.Clients < 0 || c.Rate < 0:
		cause = fmt.Sprintf("negative bound: %d clients, %d requests a second", c.Clients, c.Rate)
	default:
		return nil
	}
	return &fault.Error{Op: "configure Modbus proxy", Kind: fault.Invalid, Hint: "use 0 for the default", Err: fmt.Errorf("%s", cause)}
}

// admits tells whether a client from that address may connect.
func (c Config) admits(from netip.Addr) bool {
	from = from.Unmap()
	if len(c.Allow) == 0 {
		return from.IsPrivate() || from.IsLoopback() || from.IsLinkLocalUnicast()
	}
	for _, network := range c.Allow {
		if network.Contains(from) {
			return true
		}
	}
	return false
}
