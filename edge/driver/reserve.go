package driver

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/hearthgrid/hearthgrid/edge/driver/internal/register"
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
	want := math.Ceil(float64(d.options.reserve)/0.01 - 1e-6) // in percent
	err := d.unreserved(fault.Unsupported, errors.New("it tells no reserve of its own: in its own mode it goes down to what its menu says"))
	for _, p := range d.reserves() {
		if fresh := p.Block.Read(ctx); fresh != nil {
			return fresh
		}
		has, told := p.Value()
		if !told {
			continue
		}
		if has >= want {
			return nil
		}
		if err = d.raise(ctx, p, has, want); err == nil || !register.Refused(err) {
			return err
		}
	}
	return err
}

// raise writes the reserve, and reads it back.
func (d *Device) raise(ctx context.Context, p register.Point, has, want float64) error {
	wire := p.Wire()
	if d.book.Today(uint16(wire.Offset())) >= reserveBudget {
		return d.unreserved(fault.Unsafe, fmt.Errorf("%s reads %g %%, and was written %d times today already", p.At.Name(), has, reserveBudget))
	}
	f := register.Field{Point: p, To: want}
	if err := register.Encode(f); err != nil {
		return err
	}
	if err := d.book.Spend(wire); err != nil {
		return err
	}
	if err := register.Set(ctx, f); err != nil {
		if register.Refused(err) {
			return d.unreserved(fault.Unsupported, fmt.Errorf("%s reads %g %% and cannot be written: set it to %g in the device's menu", p.At.Name(), has, want))
		}
		return err
	}
	if err := p.Block.Read(ctx); err != nil {
		return err
	}
	if has, told := p.Value(); !told || has < want {
		return d.unreserved(fault.Conflict, fmt.Errorf("%s was set to %g %% and reads %g", p.At.Name(), want, has))
	}
	return nil
}

// reserves are where the device may tell its own reserve.
func (d *Device) reserves() []register.Point {
	if d.models == nil || d.control == nil {
		return nil
	}
	return d.models.Reserves()
}

func (d *Device) unreserved(kind fault.Kind, err error) error {
	return d.unit.Fault("keep the reserve in", kind, err)
}
