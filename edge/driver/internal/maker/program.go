package maker

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/driver/internal/register"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/wear"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// never is how long a command goes on at a device that does not fall back.
const never = 100 * 365 * 24 * time.Hour

// Program commands a battery by the hold and release steps of a map.
type Program struct{ *script }

// Program returns nil for a map without a program.
func (d *Device) Program(w register.Witness, book *wear.Book) *Program {
	if s := d.script(d.vendor.Steps, w, book); s != nil {
		return &Program{script: s}
	}
	return nil
}

// Worn tells whether each new power is a write to memory that wears.
func (c *Program) Worn() bool {
	return slices.ContainsFunc(c.vendor.Steps, func(s regmap.Step) bool {
		return s.Op == regmap.Hold && s.Sized() && c.points[s.Point].At.Wears()
	})
}

// Rests tells whether the battery can be given back to the device's own mode, and taken
// from it again, within what habit may write.
func (c *Program) Rests() bool {
	var points []regmap.Point
	for _, s := range c.vendor.Program(regmap.Release, regmap.Always) {
		p, _ := c.vendor.Point(s.Point)
		points = append(points, p)
	}
	return c.book.Afford(points, wear.Paced) == nil
}

// Blind tells whether the power that it commands cannot be read.
func (c *Program) Blind() bool { return c.blind }

// Command holds the battery at p for the time given.
func (c *Program) Command(ctx context.Context, p energy.Watts, hold time.Duration, cause wear.Cause) error {
	if err := c.read(ctx); err != nil {
		return err
	}
	if err := c.ready(regmap.Need); err != nil {
		return err
	}
	when := c.vendor.WhenOf(float64(p))
	writes, err := c.hold(when, p, hold, cause)
	if err != nil {
		return c.instead(ctx, err, p, hold, cause)
	}
	switch turned, err := c.turn(ctx, when); {
	case err != nil:
		return err
	case turned:
		if writes, err = c.hold(when, p, hold, cause); err != nil {
			return err
		}
	}
	return c.send(ctx, writes)
}

// hold works out what a command writes, and refuses what its registers have no writes
// left for.
func (c *Program) hold(when regmap.When, p energy.Watts, hold time.Duration, cause wear.Cause) ([]write, error) {
	steps := c.vendor.Program(regmap.Hold, when)
	if again := c.vendor.Program(regmap.Refresh, when); len(again) > 0 && c.holds(when, p) {
		steps = again
	}
	writes, err := c.plan(steps, p, hold)
	if err != nil {
		return nil, err
	}
	return writes, c.afford(writes, c.needOf(when, p, cause))
}

// needOf is what commanding p is for.
func (c *Program) needOf(when regmap.When, p energy.Watts, cause wear.Cause) wear.Need {
	has, on := c.inForce(when)
	switch {
	case p == 0:
		return wear.Stop
	case cause == wear.Habit:
		return wear.Paced
	case on && p.Abs() < has.Abs():
		return wear.Less
	}
	return wear.More
}

// instead does what can be had where p was refused for wear: the power in force goes on
// where it is the same direction and no more, and else the battery is stopped, for it
// would go on until the device falls back. In its own mode one that was to charge is
// stopped too, for there it may empty itself; one that was to discharge is left.
func (c *Program) instead(ctx context.Context, refused error, p energy.Watts, hold time.Duration, cause wear.Cause) error {
	has, on := c.commanded()
	if fault.KindOf(refused) != fault.Unsafe || p == 0 || on && has == p || !on && (p > 0 || cause == wear.Habit) {
		return refused
	}
	if has*p <= 0 || has.Abs() > p.Abs() {
		has = 0
	}
	return errors.Join(refused, c.Command(ctx, has, hold, wear.Asked))
}

// commanded is the power in force, and false where none is.
func (c *Program) commanded() (energy.Watts, bool) {
	for _, w := range []regmap.When{regmap.Charging, regmap.Discharging} {
		if has, on := c.inForce(w); on {
			return has, true
		}
	}
	return 0, false
}

// turn lets go first where the other direction is in force and its power stands in
// the register that this one is about to use: for a moment it would be the new
// power in the old direction. It tells whether it did.
func (c *Program) turn(ctx context.Context, when regmap.When) (bool, error) {
	for _, w := range []regmap.When{regmap.Charging, regmap.Discharging} {
		if _, on := c.inForce(w); !on || w == when || !c.shares() {
			continue
		}
		if err := c.Release(ctx); err != nil {
			return true, err
		}
		return true, c.read(ctx)
	}
	return false, nil
}

// Applied reads back what is commanded, and false for the device's own mode, which it
// tells by the trigger: the last number that begins a command.
func (c *Program) Applied(ctx context.Context) (energy.Watts, bool, error) {
	if err := c.read(ctx); err != nil {
		return 0, false, err
	}
	if c.ready(regmap.Need) != nil || c.own() {
		return 0, false, nil
	}
	for _, w := range []regmap.When{regmap.Charging, regmap.Discharging, regmap.Idle} {
		if p, ok := c.inForce(w); ok {
			return p, true, nil
		}
	}
	if c.blind {
		return 0, false, c.unit.Refuse(fault.Unsupported, errors.New("a command is in force, and its power cannot be read"))
	}
	return 0, false, c.unit.Refuse(fault.Unsupported, errors.New("a command is in force that this map has no words for"))
}

// Lapse is how long a command for hold goes on when nobody refreshes it.
func (c *Program) Lapse(hold time.Duration) time.Duration {
	switch l := c.vendor.Lease; l.Kind {
	case regmap.Period, regmap.Timer:
		return max((hold+l.Count-1)/l.Count*l.Count, l.After)
	case regmap.Kept:
		return never
	default:
		return l.After
	}
}
