package driver

import (
	"context"
	"errors"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/driver/internal/maker"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/sunspec"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/wear"
	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// control is a way to command a battery: model 704, model 124, or the program of
// a vendor's map.
type control interface {
	// Command holds the battery at p for the time given, at least 1 s, then
	// lets the device go back to its own mode by itself.
	Command(ctx context.Context, p energy.Watts, hold time.Duration, cause wear.Cause) error
	// Release gives the battery back to the device's own mode at once.
	Release(ctx context.Context) error
	// Applied reads back what is commanded, and false for the own mode.
	Applied(ctx context.Context) (energy.Watts, bool, error)
	// Lapse is how long a command for hold goes on after its last write.
	Lapse(hold time.Duration) time.Duration
}

var (
	_ control = (*sunspec.Control704)(nil)
	_ control = (*sunspec.Control124)(nil)
	_ control = (*maker.Program)(nil)
)

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
	left := s.Until().Sub(d.unit.Clock())
	p, asked := s.Power()
	switch {
	case d.control == nil:
		return d.unit.Refuse(fault.Unsupported, errors.New("the device has no storage control"))
	case d.trust.Level == ReadOnly:
		return d.unit.Refuse(fault.Unsupported, errors.New(d.trust.Reason))
	case left <= 0:
		return d.unit.Refuse(fault.Stale, errors.New("the setpoint has expired"))
	case !asked:
		return d.release(ctx)
	case !d.Controllable():
		return d.unit.Refuse(fault.Unsupported, errors.New(d.Trust().Reason))
	}
	d.given = min(0, d.given, p) // until it is known to be taken
	if err := d.control.Command(ctx, p, max(left, time.Second), causeOf(s)); err != nil {
		return err
	}
	d.given, d.lapses = p, s.Until()
	d.course.written()
	return nil
}

func causeOf(s safety.Setpoint) wear.Cause {
	if s.Habitual() {
		return wear.Habit
	}
	return wear.Asked
}

func (d *Device) release(ctx context.Context) error {
	d.given = min(0, d.given) // until it is known to be released
	if err := d.control.Release(ctx); err != nil {
		return err
	}
	d.given, d.course.command = 0, Command{}
	return nil
}

// Applied reads back what the device is commanded to, whoever did, and false
// where it is in its own mode. It fails as Unsupported where a command is in
// force whose power the device does not tell.
func (d *Device) Applied(ctx context.Context) (energy.Watts, bool, error) {
	if d.control == nil {
		return 0, false, d.unit.Refuse(fault.Unsupported, errors.New("the device has no storage control"))
	}
	return d.control.Applied(ctx)
}
