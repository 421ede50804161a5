package maker

import (
	"context"

	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// Release gives back what differs from the device's own mode. It is never
// refused for wear: what was begun has to end.
func (c *Program) Release(ctx context.Context) error {
	if err := c.read(ctx); err != nil {
		return err
	}
	writes, err := c.leave()
	if err != nil {
		return err
	}
	return c.send(ctx, writes)
}

// leave works out what a release writes: what differs, or all of it where the map
// has neighbours go together and some of it differs. What cannot be read goes with
// what can.
func (c *Program) leave() ([]write, error) {
	var writes []write
	differs := false
	for _, s := range c.vendor.Program(regmap.Release, regmap.Always) {
		s, known := c.aim(s)
		if !known {
			continue
		}
		p := c.points[s.Point]
		v, told := p.Value()
		stands := told && s.Leaves(v) || !p.At.Readable()
		if differs = differs || !stands; stands && !c.vendor.Together && p.At.Readable() {
			continue
		}
		w, err := c.encode(s, s.Value)
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
func (c *Program) aim(s regmap.Step) (regmap.Step, bool) {
	known := true
	if s.Term == regmap.Copy {
		var v float64
		v, known = c.points[s.Of].Value()
		v = min(v, c.points[s.Point].At.Most())
		s.Value, s.UpTo = v, v
	}
	return s, known
}
