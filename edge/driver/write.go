package driver

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// control is a way to command a battery: model 704, model 124, or the program of
// a vendor's map.
type control interface {
	// command holds the battery at p for the time given, at least 1 s, then
	// lets the device go back to its own mode by itself.
	command(ctx context.Context, d *Device, p energy.Watts, hold time.Duration) error
	// release gives the battery back to the device's own mode at once.
	release(ctx context.Context, d *Device) error
	// applied reads back what is commanded, and false for the own mode.
	applied(ctx context.Context, d *Device) (energy.Watts, bool, error)
}

var (
	_ control = (*control704)(nil)
	_ control = (*control124)(nil)
)

// controlOf returns the better control the device has, nil for none.
func (d *Device) controlOf() control {
	if c := newControl704(d); c != nil {
		return c
	}
	if c := newControl124(d); c != nil {
		return c
	}
	return nil
}

// Write holds the battery where safety approved, or releases it where the
// setpoint leaves it to its own mode. What PV may give is Curtail's. It fails as
// Stale for an expired setpoint, Unsupported for a device that takes none, is not
// trusted, has no reversion timer or does not tell the scale of its register,
// Invalid for a value the register cannot hold, Unsafe where a register's daily
// budget is spent, and then a battery that was told more, or the other direction, is
// at 0 W, Conflict where what was written does not read back. What was written to
// SunSpec models is read back by the next poll or Write: see Command. After Unknown or
// Corrupt the outcome has to be read back. A device that is not trusted any more is
// still released.
func (d *Device) Write(ctx context.Context, s safety.Setpoint) error {
	left := s.Until().Sub(d.clock())
	p, asked := s.Power()
	switch {
	case d.control == nil:
		return d.refuse(fault.Unsupported, errors.New("the device has no storage control"))
	case d.trust.Level == ReadOnly:
		return d.refuse(fault.Unsupported, errors.New(d.trust.Reason))
	case left <= 0:
		return d.refuse(fault.Stale, errors.New("the setpoint has expired"))
	case !asked:
		d.given = min(0, d.given) // until it is known to be released
		if err := d.control.release(ctx, d); err != nil {
			return err
		}
		d.given, d.command = 0, Command{}
		return nil
	case !d.Controllable():
		return d.refuse(fault.Unsupported, errors.New(d.Trust().Reason))
	}
	d.given = min(0, d.given, p) // until it is known to be taken
	if err := d.control.command(ctx, d, p, max(left, time.Second)); err != nil {
		return err
	}
	d.given, d.lapses = p, s.Until()
	d.wrote()
	return nil
}

// Applied reads back what the device is commanded to, whoever did, and false
// where it is in its own mode. It fails as Unsupported where a command is in
// force whose power the device does not tell.
func (d *Device) Applied(ctx context.Context) (energy.Watts, bool, error) {
	if d.control == nil {
		return 0, false, d.refuse(fault.Unsupported, errors.New("the device has no storage control"))
	}
	return d.control.applied(ctx, d)
}

func (d *Device) refuse(kind fault.Kind, err error) error {
	return &fault.Error{Op: "command battery", Kind: kind, Subject: fmt.Sprintf("%s %s at unit %d", d.identity.Maker, d.identity.Model, d.unit), Err: err}
}

const percent = 0.01

// field is a value for a point, in the point's unit.
type field struct {
	point
	to float64
}

// set encodes the fields and sends them as one request, from the first to the
// last, which must stand in this order in one block. What lies between is sent
// as it was last read.
func (d *Device) set(ctx context.Context, fields ...field) error {
	if err := d.encode(fields...); err != nil {
		return err
	}
	first, last := fields[0], fields[len(fields)-1]
	return first.block.write(ctx, d, first.at, last.at)
}

// encode puts the fields into their block's words and sends nothing.
func (d *Device) encode(fields ...field) error {
	for _, f := range fields {
		if err := f.at.Encode(f.block.words, f.to); err != nil {
			return d.refuse(fault.KindOf(err), err)
		}
	}
	return nil
}

// quarrel refuses what would overrule another master once too often.
func (d *Device) quarrel() error { return d.refuse(fault.Conflict, errors.New(d.Trust().Reason)) }

// reverts refuses a device without a reversion timer: nothing would end the
// command when we die.
func (d *Device) reverts(timer point) error {
	if _, ok := timer.value(); ok {
		return nil
	}
	return d.refuse(fault.Unsupported, errors.New("the device has no reversion timer"))
}

// seconds is d as a timer, rounded up and never 0, which would mean for ever.
func seconds(d time.Duration) float64 { return max(1, math.Ceil(d.Seconds())) }
