package driver

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// reserveBudget is the writes a day that an inverter's own reserve is worth: it is
// kept in memory that wears, and changes at commissioning and where a reset undoes it.
const reserveBudget = 4

// Reserve sees to it that the device in its own mode leaves in the battery what
// WithReserve says: it reads the device's own reserve (SunSpec 124 MinRsvPct, 802 SoCRsvMin)
// and writes it where it is lower, in whole percent. It fails as Unsupported where
// the device is not trusted, or neither tells nor takes one, Unsafe where it was
// written today already, Conflict where it does not read back.
func (d *Device) Reserve(ctx context.Context) error {
	if d.options.reserve <= 0 {
		return nil
	}
	if d.trust.Level == ReadOnly {
		return d.unreserved(fault.Unsupported, errors.New(d.trust.Reason))
	}
	want := math.Ceil(float64(d.options.reserve)/percent - 1e-6)
	err := d.unreserved(fault.Unsupported, errors.New("it tells no reserve of its own: in its own mode it goes down to what its menu says"))
	for _, p := range d.reserves() {
		if fresh := p.block.read(ctx, d); fresh != nil {
			return fresh
		}
		has, told := p.value()
		if !told {
			continue
		}
		if has >= want {
			return nil
		}
		if err = d.raise(ctx, p, has, want); err == nil || !refused(err) {
			return err
		}
	}
	return err
}

// raise writes the reserve, and reads it back.
func (d *Device) raise(ctx context.Context, p point, has, want float64) error {
	wire := p.at.From(-int(p.block.base))
	if d.options.ledger.Written(d.Key(), uint16(wire.Offset()), d.day()) >= reserveBudget {
		return d.unreserved(fault.Unsafe, fmt.Errorf("%s reads %g %%, and was written %d times today already", p.at.Name(), has, reserveBudget))
	}
	if err := d.encode(field{p, want}); err != nil {
		return err
	}
	if err := d.spend(wire); err != nil {
		return err
	}
	if err := p.block.write(ctx, d, p.at, p.at); err != nil {
		if refused(err) {
			return d.unreserved(fault.Unsupported, fmt.Errorf("%s reads %g %% and cannot be written: set it to %g in the device's menu", p.at.Name(), has, want))
		}
		return err
	}
	if err := p.block.read(ctx, d); err != nil {
		return err
	}
	if has, told := p.value(); !told || has < want {
		return d.unreserved(fault.Conflict, fmt.Errorf("%s was set to %g %% and reads %g", p.at.Name(), want, has))
	}
	return nil
}

// reserves are where the device may tell its own reserve.
func (d *Device) reserves() []point {
	var out []point
	for _, p := range []point{d.find(124, "MinRsvPct"), d.find(802, "SoCRsvMin")} {
		if p.known && p.at.Writable() && d.control != nil {
			out = append(out, p)
		}
	}
	return out
}

func (d *Device) unreserved(kind fault.Kind, err error) error {
	return &fault.Error{Op: "keep the reserve in", Kind: kind, Subject: fmt.Sprintf("%s %s at unit %d", d.identity.Maker, d.identity.Model, d.unit), Err: err}
}
