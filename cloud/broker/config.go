package broker

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"log/slog"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// MaxPayload is the largest message taken or sent, in bytes: mochi otherwise
// allocates 256 MiB for five bytes of a stranger.
const MaxPayload = 256<<10 - 1<<10

// Config is what a broker needs. Zero durations and counts take the defaults.
type Config struct {
	Address     string          // host:port to listen on; port 0 picks one
	Certificate tls.Certificate // shown to homes
	Homes       *x509.CertPool  // roots of the homes' certificates
	Log         *slog.Logger

	Connections   int           // sockets open at once; default 20 000
	Handshakes    int           // TLS handshakes at once; default 256
	ConnectWithin time.Duration // from accept to MQTT CONNECT; default 10 s
	WriteWithin   time.Duration // of one write to a home; default 10 s
	SilentFor     time.Duration // longest keep-alive granted; default 5 min
	StopWithin    time.Duration // of an orderly stop; default 5 s
}

// Admission answers whom to let in. Both are asked often and must be quick.
type Admission interface {
	// Admit returns the site of a certificate that TLS has verified. NotFound
	// means unknown, Denied revoked; any other error is ours, not the home's.
	Admit(cert *x509.Certificate) (energy.SiteID, error)
	// Hears tells whether site belongs to plant now.
	Hears(site energy.SiteID, plant energy.PlantID) bool
}

// Receiver takes what homes say. Both methods are called from the homes' own
// goroutines: for one site in order, for different sites at once. They must be
// quick, and Link must not call the broker.
type Receiver interface {
	// Receive takes a message; payload is valid until it returns.
	Receive(site energy.SiteID, leaf wire.Leaf, payload []byte)
	// Link tells that a site's session began or ended. A session that replaces
	// another gives an end and a beginning.
	Link(site energy.SiteID, link Link)
}

// Link is whether a site has a session.
type Link uint8

// The links.
const (
	Down Link = iota
	Up
)

// String returns "down" or "up".
func (l Link) String() string {
	if l == Up {
		return "up"
	}
	return "down"
}

func (c Config) check() error {
	switch {
	case c.Homes == nil:
		return invalid("no roots for the homes' certificates")
	case len(c.Certificate.Certificate) == 0:
		return invalid("no server certificate")
	case c.Log == nil:
		return invalid("no logger")
	case min(c.Connections, c.Handshakes) < 0:
		return invalid("a negative limit")
	case min(c.ConnectWithin, c.WriteWithin, c.SilentFor, c.StopWithin) < 0:
		return invalid("a negative duration")
	}
	return nil
}

func (c Config) withDefaults() Config {
	c.Connections = or(c.Connections, 20_000)
	c.Handshakes = or(c.Handshakes, 256)
	c.ConnectWithin = or(c.ConnectWithin, 10*time.Second)
	c.WriteWithin = or(c.WriteWithin, 10*time.Second)
	c.SilentFor = or(c.SilentFor, 5*time.Minute)
	c.StopWithin = or(c.StopWithin, 5*time.Second)
	return c
}

func or[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

func invalid(what string) error {
	return &fault.Error{Op: "configure broker", Kind: fault.Invalid, Err: errors.New(what)}
}
