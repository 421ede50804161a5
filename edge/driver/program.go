package driver

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// program commands a battery by the steps of a vendor's map: it works all values
// out first, each inside what the map allows, then writes them in order, and
// reads back what it wrote.
type program struct {
	vendor *regmap.Device
	points map[string]point
	blocks []*block
	beat   uint16
	pv     bool // it holds PV back, and commands no battery
	blind  bool // the power that it commands cannot be read
}

var _ control = (*program)(nil)

// newProgram returns nil for a map without a program.
func newProgram(d *Device) control {
	if c := d.programOf(d.vendor.Steps); c != nil {
		return c
	}
	return nil
}

// programOf finds the points of the steps, and nil where there are none, or none of
// a unit that they stand at.
func (d *Device) programOf(steps []regmap.Step) *program {
	var names []string
	for _, s := range steps {
		names = append(append(append(names, s.Point), s.Plus...), s.Minus...)
		if s.Of != "" {
			names = append(names, s.Of)
		}
	}
	c := &program{vendor: d.vendor, points: map[string]point{}}
	for _, s := range d.vendor.Plan(names...) {
		if s.Other && d.other == 0 {
			return nil
		}
		c.blocks = append(c.blocks, newSpan(s))
	}
	for _, name := range names {
		c.points[name] = seat(d.vendor, name, c.blocks)
	}
	c.blind = slices.ContainsFunc(steps, func(s regmap.Step) bool {
		return s.Op == regmap.Hold && s.Sized() && !c.points[s.Point].at.Readable()
	})
	if len(names) == 0 {
		return nil
	}
	return c
}

func (c *program) read(ctx context.Context, d *Device) error {
	for _, b := range c.blocks {
		if err := b.read(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

func (c *program) command(ctx context.Context, d *Device, p energy.Watts, hold time.Duration) error {
	if err := c.read(ctx, d); err != nil {
		return err
	}
	if err := c.ready(d, regmap.Need); err != nil {
		return err
	}
	when := c.vendor.WhenOf(float64(p))
	writes, err := c.hold(d, when, p, hold)
	if err != nil {
		return c.instead(ctx, d, err, p, hold)
	}
	switch turned, err := c.turn(ctx, d, when); {
	case err != nil:
		return err
	case turned:
		if writes, err = c.hold(d, when, p, hold); err != nil {
			return err
		}
	}
	return c.send(ctx, d, writes)
}

// hold works out what a command writes, and refuses what its registers have no writes
// left for.
func (c *program) hold(d *Device, when regmap.When, p energy.Watts, hold time.Duration) ([]write, error) {
	steps := c.vendor.Program(regmap.Hold, when)
	if again := c.vendor.Program(regmap.Refresh, when); len(again) > 0 && c.holds(when, p) {
		steps = again
	}
	writes, err := c.plan(d, steps, p, hold)
	if err != nil {
		return nil, err
	}
	return writes, d.afford(writes, c.needOf(when, p))
}

// ready refuses a device whose owner has not set what the program needs.
func (c *program) ready(d *Device, need regmap.Op) error {
	for _, s := range c.vendor.Program(need, regmap.Always) {
		if v, told := c.points[s.Point].value(); !told || v != s.Value {
			return d.refuse(fault.Unsupported, fmt.Errorf("%s reads %g: set it to %g in the device's menu at commissioning", s.Point, v, s.Value))
		}
	}
	return nil
}

// turn lets go first where the other direction is in force and its power stands in
// the register that this one is about to use: for a moment it would be the new
// power in the old direction. It tells whether it did.
func (c *program) turn(ctx context.Context, d *Device, when regmap.When) (bool, error) {
	for _, w := range []regmap.When{regmap.Charging, regmap.Discharging} {
		if _, on := c.inForce(w); !on || w == when || !c.shares() {
			continue
		}
		if err := c.release(ctx, d); err != nil {
			return true, err
		}
		return true, c.read(ctx, d)
	}
	return false, nil
}

// release gives back what differs from the device's own mode. It is never
// refused for wear: what was begun has to end.
func (c *program) release(ctx context.Context, d *Device) error {
	if err := c.read(ctx, d); err != nil {
		return err
	}
	writes, err := c.leave(d)
	if err != nil {
		return err
	}
	return c.send(ctx, d, writes)
}

// leave works out what a release writes: what differs, or all of it where the map
// has neighbours go together and some of it differs. What cannot be read goes with
// what can.
func (c *program) leave(d *Device) ([]write, error) {
	var writes []write
	differs := false
	for _, s := range c.vendor.Program(regmap.Release, regmap.Always) {
		s, known := c.aim(s)
		if !known {
			continue
		}
		p := c.points[s.Point]
		v, told := p.value()
		stands := told && s.Leaves(v) || !p.at.Readable()
		if differs = differs || !stands; stands && !c.vendor.Together && p.at.Readable() {
			continue
		}
		w, err := c.encode(d, s, s.Value)
		if err != nil {
			return nil, err
		}
		writes = append(writes, w)
	}
	if !differs {
		return nil, nil
	}
	return writes, nil
}

// aim is a release step with the value that it copies, and false where that is not
// told.
func (c *program) aim(s regmap.Step) (regmap.Step, bool) {
	known := true
	if s.Term == regmap.Copy {
		var v float64
		v, known = c.points[s.Of].value()
		v = min(v, c.points[s.Point].at.Most())
		s.Value, s.UpTo = v, v
	}
	return s, known
}

// applied tells own mode by the trigger: the last number that begins a command.
func (c *program) applied(ctx context.Context, d *Device) (energy.Watts, bool, error) {
	if err := c.read(ctx, d); err != nil {
		return 0, false, err
	}
	if c.ready(d, regmap.Need) != nil || c.own() {
		return 0, false, nil
	}
	for _, w := range []regmap.When{regmap.Charging, regmap.Discharging, regmap.Idle} {
		if p, ok := c.inForce(w); ok {
			return p, true, nil
		}
	}
	if c.blind {
		return 0, false, d.refuse(fault.Unsupported, errors.New("a command is in force, and its power cannot be read"))
	}
	return 0, false, d.refuse(fault.Unsupported, errors.New("a command is in force that this map has no words for"))
}
