package driver

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// cut holds PV back by the steps of a vendor's map.
type cut struct {
	*program
	owed   Borrower
	lifted bool // all PV was let through since the last cut
}

// newCut returns nil for a map that has no steps for it.
func newCut(d *Device) *cut {
	c := d.programOf(d.vendor.Cuts)
	if c == nil {
		return nil
	}
	c.pv = true
	if b, ok := d.options.ledger.(Borrower); ok {
		return &cut{program: c, owed: b}
	}
	return &cut{program: c, owed: &Memory{}}
}

// cap lets no more PV through than sun, beside the battery's part of the inverter.
func (c *cut) cap(ctx context.Context, d *Device, sun, battery energy.Watts, hold time.Duration) error {
	if err := c.read(ctx, d); err != nil {
		return err
	}
	if err := c.ready(d, regmap.CutNeed); err != nil {
		return err
	}
	if err := c.borrow(d); err != nil {
		return err
	}
	writes, n, err := c.limit(d, sun, max(0, sun+battery), hold)
	if err != nil {
		return err
	}
	if err := d.afford(writes, n); err != nil {
		return err
	}
	c.lifted = false
	return c.send(ctx, d, writes)
}

// limit works out what cap writes, and what that is for: a limit that begins, or gets
// tighter, is less PV.
func (c *cut) limit(d *Device, sun, ac energy.Watts, hold time.Duration) ([]write, need, error) {
	var writes []write
	n := less
	for _, s := range c.vendor.Program(regmap.Cut, regmap.Always) {
		v, err := c.most(d, s, sun, ac, hold)
		if err != nil {
			return nil, n, err
		}
		if c.stands(s, v) {
			continue
		}
		if has, told := c.points[s.Point].value(); s.Term >= regmap.Sun && (!told || v > has) {
			n = more
		}
		w, err := c.encode(d, s, v)
		if err != nil {
			return nil, n, err
		}
		writes = append(writes, w)
	}
	if sun <= 0 {
		n = stop
	}
	return writes, n, nil
}

// borrow remembers what stands in the registers that are put back as they stood.
func (c *cut) borrow(d *Device) error {
	for _, s := range c.vendor.Program(regmap.Uncut, regmap.Always) {
		if s.Term != regmap.Before {
			continue
		}
		if _, had := c.stood(d, s.Point); had {
			continue
		}
		v, told := c.points[s.Point].value()
		if !told {
			return d.refuse(fault.Unsupported, fmt.Errorf("%s, which has to be put back as it stands, is not told", s.Point))
		}
		c.owed.Borrow(d.Key(), c.register(s.Point), v)
	}
	return nil
}

func (c *cut) stood(d *Device, name string) (float64, bool) {
	return c.owed.Borrowed(d.Key(), c.register(name))
}

func (c *cut) register(name string) uint16 {
	p, _ := c.vendor.Point(name)
	return uint16(p.Offset())
}

// most is what a step writes, cut to the register's resolution, to what the map lets
// be written and to what stood there before: no more gets through than was asked.
func (c *cut) most(d *Device, s regmap.Step, sun, ac energy.Watts, hold time.Duration) (float64, error) {
	at := c.points[s.Point].at
	highest := at.Most()
	if v, owed := c.stood(d, s.Point); owed {
		highest = min(highest, v)
	}
	switch s.Term {
	case regmap.Sun:
		return min(at.Cut(float64(max(0, sun))), highest), nil
	case regmap.Most:
		return min(at.Cut(float64(ac)), highest), nil
	case regmap.MostShare:
		whole, told := c.points[s.Of].value()
		if !told || whole <= 0 {
			return 0, d.refuse(fault.Unsupported, fmt.Errorf("%s, the power that 100 %% stands for, is not told", s.Of))
		}
		return min(at.Cut(float64(ac)*100/whole), highest), nil
	case regmap.Length:
		return max(1, math.Ceil(float64(hold)/float64(c.vendor.Curb.Count))), nil
	}
	return s.Value, nil
}

// free takes the limit off where one is on, once. It waits for a register's daily
// budget: what is held back for longer costs yield and nothing else.
func (c *cut) free(ctx context.Context, d *Device) error {
	if c.lifted {
		return nil
	}
	if err := c.read(ctx, d); err != nil {
		return err
	}
	writes, err := c.lift(d)
	if err != nil {
		return err
	}
	if err := d.afford(writes, more); err != nil {
		return err
	}
	if err := c.send(ctx, d, writes); err != nil {
		return err
	}
	for _, s := range c.vendor.Program(regmap.Uncut, regmap.Always) {
		c.owed.Return(d.Key(), c.register(s.Point))
	}
	c.lifted = true
	return nil
}

// lift works out what free writes: what differs, and of what is put back as it stood
// what was borrowed.
func (c *cut) lift(d *Device) ([]write, error) {
	var writes []write
	for _, s := range c.vendor.Program(regmap.Uncut, regmap.Always) {
		if s.Term == regmap.Before {
			var owed bool
			if s.Value, owed = c.stood(d, s.Point); !owed {
				continue
			}
		}
		if v, told := c.points[s.Point].value(); told && v == s.Value {
			continue
		}
		w, err := c.encode(d, s, s.Value)
		if err != nil {
			return nil, err
		}
		writes = append(writes, w)
	}
	return writes, nil
}
