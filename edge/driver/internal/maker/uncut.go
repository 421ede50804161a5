package maker

import (
	"context"

	"github.com/hearthgrid/hearthgrid/edge/driver/internal/wear"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// Free takes the limit off where one is on, once. It waits for a register's daily
// budget: what is held back for longer costs yield and nothing else.
func (c *Cut) Free(ctx context.Context) error {
	if c.lifted {
		return nil
	}
	c.left = trace{}
	if err := c.read(ctx); err != nil {
		return err
	}
	writes, err := c.lift()
	if err != nil {
		return err
	}
	if err := c.afford(writes, wear.More); err != nil {
		return err
	}
	if err := c.send(ctx, writes); err != nil {
		return err
	}
	for _, s := range c.vendor.Program(regmap.Uncut, regmap.Always) {
		c.loans.Return(c.address(s.Point))
	}
	c.lifted = true
	return nil
}

// lift works out what Free writes: what differs, and of what is put back as it stood
// what was borrowed.
func (c *Cut) lift() ([]write, error) {
	var writes []write
	for _, s := range c.vendor.Program(regmap.Uncut, regmap.Always) {
		if s.Term == regmap.Before {
			var owed bool
			if s.Value, owed = c.stood(s.Point); !owed {
				continue
			}
		}
		if v, told := c.points[s.Point].Value(); told && v == s.Value {
			continue
		}
		w, err := c.encode(s, s.Value)
		if err != nil {
			return nil, err
		}
		writes = append(writes, w)
	}
	return writes, nil
}

// Owed tells whether anything is to be put back.
func (c *Cut) Owed() bool {
	for _, s := range c.vendor.Program(regmap.Uncut, regmap.Always) {
		if _, owed := c.stood(s.Point); owed && s.Term == regmap.Before {
			return true
		}
	}
	return false
}
