package regmap

import (
	"fmt"
	"strings"
	"time"
)

// LeaseKind is how a device falls back to its own mode when nobody refreshes a
// command.
type LeaseKind uint8

// The kinds of lease.
const (
	NoLease   LeaseKind = iota // it does not: what is written are its settings
	Period                     // the command itself has a length
	Timer                      // a reversion timer runs down beside it
	Heartbeat                  // a counter has to go on changing
	Fixed                      // after a time of the device's own
	Kept                       // it does not: what is written stays until it is taken back
)

// Lease is a device's way back to its own mode.
type Lease struct {
	Kind  LeaseKind
	Point string        // the register of the length, timer or heartbeat
	Count time.Duration // what one count of the length or timer stands for
	After time.Duration // how long after the last write at least, whatever was told; all there is of a heartbeat or fixed lease
	Why   string        // of NoLease and Kept
}

// maxLease is the longest a device may go on by itself after the last write.
const maxLease = 3600

// lease reads how the device falls back.
func (l *Lease) read(f []string) error {
	rest := f[1:]
	switch f[0] {
	case "none", "kept":
		l.Kind = map[string]LeaseKind{"none": NoLease, "kept": Kept}[f[0]]
		l.Why = strings.Join(rest, " ")
		return nil
	case "period", "timer", "heartbeat":
		l.Kind = map[string]LeaseKind{"period": Period, "timer": Timer, "heartbeat": Heartbeat}[f[0]]
		l.Point, rest = rest[0], rest[1:]
	case "fixed":
		l.Kind = Fixed
	default:
		return fmt.Errorf("lease %q: want period, timer, heartbeat, fixed, kept or none", f[0])
	}
	return l.times(rest)
}

// times reads what one count of a length is and how long the device may go on
// whatever it is told, or that alone.
func (l *Lease) times(f []string) error {
	into := []*time.Duration{&l.After}
	if l.Kind == Period || l.Kind == Timer {
		into = []*time.Duration{&l.Count, &l.After}
	}
	if len(f) == 0 || len(f) > len(into) {
		return fmt.Errorf("want one number of seconds, or %d", len(into))
	}
	for i, s := range f {
		n, err := number(s, 1, maxLease)
		if err != nil {
			return fmt.Errorf("seconds of the lease: %w", err)
		}
		*into[i] = time.Duration(n) * time.Second
	}
	return nil
}
