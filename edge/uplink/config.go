package uplink

import (
	"crypto/tls"
	"fmt"
	"net"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// Config says who this home is and how its session behaves. Durations of 0
// take the default named beside them.
type Config struct {
	Broker   string        // host:port of the broker's TLS listener
	TLS      *tls.Config   // with the home's certificate and the broker's roots
	Site     energy.SiteID // also the MQTT client id
	Boot     uint64        // of this start; higher than that of any earlier one
	Software string        // version, as shown to people
	MaxLease time.Duration // longest lease this home takes
	// Earlier returns a boot before this one that reports are left of, and those,
	// nil for none. It is asked again where those have gone; nil: never.
	Earlier func() (boot uint64, left Shelf)

	// Armable is how far this home may be armed, and Arm takes what comes, signed as it
	// came, as an Inbox does orders. The zero Armable: it takes none, and hears of none.
	Armable energy.Armable
	Arm     func(signed []byte) (energy.Arm, error)

	// Explain answers who asks why. nil: the home does not. Of Kept and what follows it.
	Explain func(wire.Question) wire.Explanation
	// Watch hears that somebody looks at the home for so long, from now on. nil:
	// nobody needs to know.
	Watch func(time.Duration)

	Timeout    time.Duration // of each network step; 10 s
	KeepAlive  time.Duration // whole seconds; 20 s
	BackoffMin time.Duration // upper bound of the first pause; 1 s
	BackoffMax time.Duration // upper bound of any pause; 30 s
	Retry      time.Duration // after which a report not acknowledged is sent again; 30 s
	ResendGap  time.Duration // mean pause between messages sent again; 1 s
}

// Validate returns a fault of Kind Invalid that names the first bad field.
func (c Config) Validate() error {
	if _, _, err := net.SplitHostPort(c.Broker); err != nil {
		return invalid("broker", fmt.Errorf("%q is not host:port", c.Broker))
	}
	if c.TLS == nil {
		return invalid("tls", fmt.Errorf("certificate and roots are missing"))
	}
	if _, err := energy.ParseSiteID(string(c.Site)); err != nil {
		return invalid("site", err)
	}
	if c.Boot == 0 {
		return invalid("boot", fmt.Errorf("is 0: want the number of this start"))
	}
	if c.Armable.Able() && c.Arm == nil {
		return invalid("arm", fmt.Errorf("nobody takes what the home may be armed with"))
	}
	return nil
}

func invalid(field string, err error) error {
	return &fault.Error{Op: "configure uplink", Kind: fault.Invalid, Subject: field, Err: err}
}

// keepAlive is after what silence the library pings, give or take the 5 s at which
// it looks. The broker gives a link up after one and a half times as much, 30 s, and
// says so by the home's will. A home in service tells every second, needs no ping
// and is missed sooner (twin.TimeOut); one that has nothing to tell for a minute
// promises nothing for the next second, and each ping costs it 76 bytes on its link.
const keepAlive = 20 * time.Second

func (c Config) withDefaults() Config {
	set := func(d *time.Duration, value time.Duration) {
		if *d <= 0 {
			*d = value
		}
	}
	set(&c.Timeout, 10*time.Second)
	set(&c.KeepAlive, keepAlive)
	set(&c.BackoffMin, time.Second)
	set(&c.BackoffMax, 30*time.Second)
	set(&c.Retry, 30*time.Second)
	set(&c.ResendGap, time.Second)
	return c
}
