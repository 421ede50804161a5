package driver

import (
	"fmt"
	"path"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// Level is how far a device is trusted.
type Level uint8

// The levels.
const (
	ReadOnly     Level = iota // it is read, and never written to
	Controllable              // it takes setpoints
)

// Trust is how far a device is trusted, and why no further.
type Trust struct {
	Level  Level
	Reason string // of ReadOnly, for the person who reads it
}

// Trust returns how far the device is trusted now: what is known of its model and
// firmware, and for a time less where it did not do what it was told.
func (d *Device) Trust() Trust {
	now := d.clock()
	if until, down := d.kept.Downgraded(now); down && d.trust.Level == Controllable {
		return Trust{Reason: fmt.Sprintf("it did not do what it was told %d times: %s; another master may command it; tried again at %s", maxFailures, d.command.Why, until.UTC().Format(time.RFC3339))}
	}
	if until, down := d.proof.Downgraded(now); down && d.trust.Level == Controllable {
		return Trust{Reason: fmt.Sprintf("it did not do what it was told %d times; tried again at %s", maxFailures, until.UTC().Format(time.RFC3339))}
	}
	return d.trust
}

// trustOf judges a device that was just opened.
func (d *Device) trustOf() Trust {
	m := d.vendor
	switch {
	case m != nil && !m.SunSpec && (m.Lease.Kind == regmap.NoLease || m.Lease.Kind == regmap.Kept && !d.options.kept):
		return Trust{Reason: "no way back: " + m.Lease.Why}
	case d.control == nil && m != nil && len(m.Others) > 0 && d.other == 0:
		return Trust{Reason: fmt.Sprintf("none of the units %v answers, where it is commanded", m.Others)}
	case d.control == nil:
		return Trust{Reason: "it has no storage control that we can end"}
	}
	return d.familiar()
}

// familiar judges how well the device is known, whatever it can do.
func (d *Device) familiar() Trust {
	m := d.vendor
	switch {
	case d.vouched():
		return Trust{Level: Controllable}
	case m == nil && d.options.strict && !slices.ContainsFunc(d.options.known, func(k Kind) bool { return k.fits(d.identity) }):
		return Trust{Reason: fmt.Sprintf("maker %q, model %q with firmware %q is not known here: try it at commissioning, then vouch for it in the site file", d.identity.Maker, d.identity.Model, d.identity.Version)}
	case m == nil:
		return Trust{Level: Controllable}
	case !m.Verified:
		return Trust{Reason: fmt.Sprintf("map %s is not verified on hardware: %s; it was held against %s", m.Name, m.Note, m.Against())}
	case !knows(m.Known, d.identity):
		return Trust{Reason: fmt.Sprintf("model %q with firmware %q is not known to map %s", d.identity.Model, d.identity.Version, m.Name)}
	}
	return Trust{Level: Controllable}
}

func (d *Device) vouched() bool {
	return slices.Contains(d.options.vouched, regmap.Pair{Model: d.identity.Model, Version: d.identity.Version})
}

func knows(pairs []regmap.Pair, id Identity) bool {
	return slices.ContainsFunc(pairs, func(p regmap.Pair) bool {
		return matches(p.Model, id.Model) && matches(p.Version, id.Version)
	})
}

// matches tells whether a pattern of a map, which is well formed, fits s.
func matches(pattern, s string) bool {
	ok, err := path.Match(pattern, s)
	return ok && err == nil
}
