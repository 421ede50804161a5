package maker

import (
	"math"
	"slices"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// own tells whether no command is in force: a register that begins one reads as
// release leaves it.
func (c *Program) own() bool {
	free := map[string]regmap.Step{}
	for _, s := range c.vendor.Program(regmap.Release, regmap.Always) {
		if s.Term == regmap.Literal {
			free[s.Point] = s
		}
	}
	for _, w := range []regmap.When{regmap.Charging, regmap.Discharging} {
		steps := c.vendor.Program(regmap.Hold, w)
		slices.Reverse(steps)
		for _, s := range steps {
			left, released := free[s.Point]
			if v, told := c.points[s.Point].Value(); s.Term == regmap.Literal && released && told && !left.Leaves(s.Value) {
				if left.Leaves(v) {
					return true
				}
				break
			}
		}
	}
	return false
}

// inForce returns the power in force under w, and false where a number that w
// writes does not stand, or the power cannot be read.
func (c *Program) inForce(w regmap.When) (energy.Watts, bool) {
	steps := c.vendor.Program(regmap.Hold, w)
	if !slices.ContainsFunc(steps, func(s regmap.Step) bool { return s.When == w }) && w == regmap.Idle {
		return 0, false
	}
	var power energy.Watts
	sized := false
	for _, s := range steps {
		p := c.points[s.Point]
		v, told := p.Value()
		switch {
		case !p.At.Readable() && s.Sized():
			return 0, false
		case !p.At.Readable():
		case s.Term == regmap.Literal:
			if !told || v != s.Value {
				return 0, false
			}
		case s.Sized():
			p, ok := c.powerOf(s, w, v)
			if !told || !ok || sized && p != power {
				return 0, false
			}
			power, sized = p, true
		}
	}
	return power, true
}

// powerOf is the battery power that v in the step's register stands for.
func (c *Program) powerOf(s regmap.Step, w regmap.When, v float64) (energy.Watts, bool) {
	switch {
	case s.Term == regmap.Share:
		whole, told := c.points[s.Of].Value()
		return energy.Watts(v * whole * percent), told
	case s.Term == regmap.Size && w == regmap.Charging && v != 0:
		return energy.Watts(-v), true
	}
	beside, told := c.beside(s)
	return energy.Watts(v - beside), told
}

// beside is what a step adds to the battery's power, for a device that is told
// another.
func (c *Program) beside(s regmap.Step) (float64, bool) {
	var sum float64
	for i, side := range [2][]string{s.Plus, s.Minus} {
		for _, name := range side {
			v, told := c.points[name].Value()
			if !told {
				return 0, false
			}
			sum += v * float64(1-2*i)
		}
	}
	return sum, true
}

// holds tells whether p is in force under w already, as near as its register
// tells.
func (c *Program) holds(w regmap.When, p energy.Watts) bool {
	has, ok := c.inForce(w)
	return ok && math.Abs(float64(has-p)) < 1
}

// shares tells whether one register holds the size of both directions.
func (c *Program) shares() bool {
	sizes := func(w regmap.When) (out []string) {
		for _, s := range c.vendor.Program(regmap.Hold, w) {
			if s.Term == regmap.Size {
				out = append(out, s.Point)
			}
		}
		return out
	}
	charge := sizes(regmap.Charging)
	return slices.ContainsFunc(sizes(regmap.Discharging), func(name string) bool { return slices.Contains(charge, name) })
}
