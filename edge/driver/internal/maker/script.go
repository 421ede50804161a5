package maker

import (
	"context"
	"fmt"
	"slices"

	"github.com/hearthgrid/hearthgrid/edge/driver/internal/register"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/wear"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

const percent = 0.01

// script is what a battery's program and a cut of PV have in common: steps of a map,
// their points, and how they are written.
type script struct {
	unit    *register.Unit
	vendor  *regmap.Device
	witness register.Witness
	book    *wear.Book
	points  map[string]register.Point
	blocks  []*register.Block
	beat    uint16
	blind   bool // the power that it commands cannot be read
}

// script finds the points of the steps, and nil where there are none, or none of
// a unit that they stand at.
func (d *Device) script(steps []regmap.Step, w register.Witness, book *wear.Book) *script {
	names := pointsOf(steps)
	if len(names) == 0 {
		return nil
	}
	c := &script{unit: d.unit, vendor: d.vendor, witness: w, book: book, points: map[string]register.Point{}}
	for _, s := range d.vendor.Plan(names...) {
		if s.Other && d.unit.Other == 0 {
			return nil
		}
		c.blocks = append(c.blocks, d.unit.Span(s))
	}
	for _, name := range names {
		c.points[name] = register.Seat(d.vendor, name, c.blocks)
	}
	c.blind = slices.ContainsFunc(steps, func(s regmap.Step) bool {
		return s.Op == regmap.Hold && s.Sized() && !c.points[s.Point].At.Readable()
	})
	return c
}

// pointsOf are the names of the points that the steps write, or read for it.
func pointsOf(steps []regmap.Step) []string {
	var names []string
	for _, s := range steps {
		names = append(append(append(names, s.Point), s.Plus...), s.Minus...)
		if s.Of != "" {
			names = append(names, s.Of)
		}
	}
	return names
}

func (c *script) read(ctx context.Context) error {
	for _, b := range c.blocks {
		if err := b.Read(ctx); err != nil {
			return err
		}
	}
	return nil
}

// ready refuses a device whose owner has not set what the steps need.
func (c *script) ready(need regmap.Op) error {
	for _, s := range c.vendor.Program(need, regmap.Always) {
		if v, told := c.points[s.Point].Value(); !told || v != s.Value {
			return c.unit.Refuse(fault.Unsupported, fmt.Errorf("%s reads %g: set it to %g in the device's menu at commissioning", s.Point, v, s.Value))
		}
	}
	return nil
}

// whole is the power in the named point that 100 % stands for.
func (c *script) whole(name string) (float64, error) {
	whole, told := c.points[name].Value()
	if !told || whole <= 0 {
		return 0, c.unit.Refuse(fault.Unsupported, fmt.Errorf("%s, the power that 100 %% stands for, is not told", name))
	}
	return whole, nil
}
