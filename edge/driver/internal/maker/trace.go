package maker

import (
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// trace is what a limit left in the registers as it was read back, to be compared with
// what stands there when the next one looks. The zero trace expects nothing.
type trace struct {
	stood map[string]float64 // by point
	until time.Time          // from then on the device may have ended the limit itself
}

// look judges what became of the limit before by what was just read. It fails where that
// was overruled once too often: who of two masters is right is not ours to say.
func (c *Cut) look() error {
	if !c.unit.Clock().Before(c.left.until) {
		c.left = trace{}
	}
	for _, s := range c.vendor.Program(regmap.Cut, regmap.Always) {
		if why, differs := c.differs(s); differs {
			c.left = trace{}
			return c.witness.Overruled(why)
		}
	}
	if len(c.left.stood) > 0 {
		c.witness.Kept()
	}
	return nil
}

// differs says how the step's register was changed, and false where it stands as it was
// left. One that wears may have been tightened by less than is worth a write.
func (c *Cut) differs(s regmap.Step) (string, bool) {
	was, left := c.left.stood[s.Point]
	p := c.points[s.Point]
	has, told := p.Value()
	switch {
	case !left || told && has == was || c.stands(s, was):
		return "", false
	case !told:
		return fmt.Sprintf("%s was set to %g and is not told", p.At.Name(), was), true
	}
	return fmt.Sprintf("%s was set to %g and reads %g", p.At.Name(), was, has), true
}

// remember takes down what was just read back of a limit for hold. Lengths run, so that
// they are left out, and so is what cannot be read.
func (c *Cut) remember(hold time.Duration) {
	c.left = trace{stood: map[string]float64{}, until: c.unit.Clock().Add(c.lasts(hold))}
	for _, s := range c.vendor.Program(regmap.Cut, regmap.Always) {
		if v, told := c.points[s.Point].Value(); told && s.Term != regmap.Length {
			c.left.stood[s.Point] = v
		}
	}
}

// lasts is how long what was read back is sure to stand if nobody changes it. What the
// device never ends is expected for as long as it was asked for: where nobody has looked
// for longer, it may have restarted.
func (c *Cut) lasts(hold time.Duration) time.Duration {
	switch curb := c.vendor.Curb; curb.Kind {
	case regmap.Kept:
		return hold
	case regmap.Fixed:
		return curb.After
	default:
		counts, _ := c.points[curb.Point].Value()
		return time.Duration(counts * float64(curb.Count))
	}
}

// Budget is how often a day the limit may be set again when somebody undoes it, 0 for as
// often as one likes.
func (c *Cut) Budget() int {
	least := 0
	for _, s := range c.vendor.Program(regmap.Cut, regmap.Always) {
		at := c.points[s.Point].At
		if s.Term != regmap.Length && at.Wears() && (least == 0 || at.Budget() < least) {
			least = at.Budget()
		}
	}
	return least
}
