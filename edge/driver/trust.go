package driver

import (
	"fmt"
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
	Level   Level
	Reason  string // of ReadOnly, for the person who reads it
	Unknown bool   // of ReadOnly: for nobody tried its kind
}

// Trust returns how far the device is trusted now: what is known of its model and
// firmware, and for a time less where it did not do what it was told.
func (d *Device) Trust() Trust {
	now := d.unit.Clock()
	if d.trust.Level != Controllable {
		return d.trust
	}
	if reason, down := d.course.quarrel(now); down {
		return Trust{Reason: reason}
	}
	if until, down := d.proof.Downgraded(now); down {
		return Trust{Reason: fmt.Sprintf("it did not do what it was told %d times; tried again at %s", maxFailures, until.UTC().Format(time.RFC3339))}
	}
	return d.trust
}

// judge says how far a device that was just opened is trusted.
func (d *Device) judge() {
	d.kind = d.familiar()
	d.trust = d.ended()
}

// ended is how far it is trusted with its battery: what ends a command counts first.
func (d *Device) ended() Trust {
	m := d.vendor
	switch {
	case m != nil && !m.SunSpec && (m.Lease.Kind == regmap.NoLease || m.Lease.Kind == regmap.Kept && !d.options.kept):
		return Trust{Reason: "no way back: " + m.Lease.Why}
	case d.control == nil && m != nil && len(m.Others) > 0 && d.unit.Other == 0:
		return Trust{Reason: fmt.Sprintf("none of the units %v answers, where it is commanded", m.Others)}
	case d.control == nil:
		return Trust{Reason: "it has no storage control that we can end"}
	case d.kind.Level == Controllable && d.options.rating <= 0 && (d.points.Takes.Bare() || d.points.Gives.Bare()):
		return Trust{Reason: unbounded}
	}
	return d.kind
}

// unbounded is why a battery is left alone of which nobody says how much it may be told.
const unbounded = "nothing tells how much its battery takes and gives: write battery_rating_w, in W, into [limits] of the site file, or inverter_rating_w where the battery is no weaker than its inverter"

// familiar judges how well the device is known, whatever it can do.
func (d *Device) familiar() Trust {
	m, id := d.vendor, d.unit.Identity
	switch {
	case d.vouched():
		return Trust{Level: Controllable}
	case m == nil && d.options.strict && !slices.ContainsFunc(d.options.known, func(k Kind) bool { return k.fits(id) }):
		return unknown(fmt.Sprintf("maker %q, model %q with firmware %q is not known here: try it at commissioning, then vouch for it in the site file", id.Maker, id.Model, id.Version))
	case m == nil:
		return Trust{Level: Controllable}
	case !m.Verified:
		return unknown(fmt.Sprintf("map %s is not verified on hardware: %s; it was held against %s", m.Name, m.Note, m.Against()))
	case !slices.ContainsFunc(m.Known, func(p regmap.Pair) bool { return p.Fits(id.Model, id.Version) }):
		return unknown(fmt.Sprintf("model %q with firmware %q is not known to map %s", id.Model, id.Version, m.Name))
	}
	return Trust{Level: Controllable}
}

func unknown(why string) Trust { return Trust{Reason: why, Unknown: true} }

func (d *Device) vouched() bool {
	return slices.Contains(d.options.vouched, regmap.Pair{Model: d.unit.Identity.Model, Version: d.unit.Identity.Version})
}
