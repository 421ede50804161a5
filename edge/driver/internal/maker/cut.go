package maker

import (
	"context"
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/driver/internal/register"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/wear"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// Cut holds PV back by the cut and uncut steps of a map.
type Cut struct {
	*script
	loans  *wear.Loans
	lifted bool  // all PV was let through since the last cut
	left   trace // by the limit that was set last
}

// Cut returns nil for a map that has no steps for it.
func (d *Device) Cut(w register.Witness, book *wear.Book, loans *wear.Loans) *Cut {
	if s := d.script(d.vendor.Cuts, w, book); s != nil {
		return &Cut{script: s, loans: loans}
	}
	return nil
}

// Cap lets no more PV through than sun, beside the battery's part of the inverter, for
// the time given. It fails where the limit before was undone once too often.
func (c *Cut) Cap(ctx context.Context, sun, battery energy.Watts, hold time.Duration) error {
	if err := c.read(ctx); err != nil {
		c.left = trace{} // it may be silent because it restarts
		return err
	}
	if err := c.look(); err != nil {
		return err
	}
	if err := c.ready(regmap.CutNeed); err != nil {
		return err
	}
	if err := c.borrow(); err != nil {
		return err
	}
	writes, n, err := c.limit(sun, max(0, sun+battery), hold)
	if err != nil {
		return err
	}
	if err := c.afford(writes, n); err != nil {
		return err
	}
	c.lifted = false
	if err := c.send(ctx, writes); err != nil {
		c.left = trace{}
		return err
	}
	if len(writes) > 0 || c.vendor.Curb.Kind == regmap.Kept {
		c.remember(hold)
	}
	return nil
}

// limit works out what Cap writes, and what that is for: a limit that begins, or gets
// tighter, is less PV.
func (c *Cut) limit(sun, ac energy.Watts, hold time.Duration) ([]write, wear.Need, error) {
	var writes []write
	n := wear.Less
	for _, s := range c.vendor.Program(regmap.Cut, regmap.Always) {
		v, err := c.most(s, sun, ac, hold)
		if err != nil {
			return nil, n, err
		}
		if c.stands(s, v) {
			continue
		}
		if has, told := c.points[s.Point].Value(); s.Term >= regmap.Sun && (!told || v > has) {
			n = wear.More
		}
		w, err := c.encode(s, v)
		if err != nil {
			return nil, n, err
		}
		writes = append(writes, w)
	}
	if sun <= 0 {
		n = wear.Stop
	}
	return writes, n, nil
}

// most is what a step writes, cut to the register's resolution, to what the map lets
// be written and to what stood there before: no more gets through than was asked.
func (c *Cut) most(s regmap.Step, sun, ac energy.Watts, hold time.Duration) (float64, error) {
	at := c.points[s.Point].At
	highest := at.Most()
	if v, owed := c.stood(s.Point); owed {
		highest = min(highest, v)
	}
	switch s.Term {
	case regmap.Sun:
		return min(at.Cut(float64(max(0, sun))), highest), nil
	case regmap.Most:
		return min(at.Cut(float64(ac)), highest), nil
	case regmap.MostShare:
		whole, err := c.whole(s.Of)
		if err != nil {
			return 0, err
		}
		return min(at.Cut(float64(ac)*100/whole), highest), nil
	case regmap.Length:
		return lengthOf(hold, c.vendor.Curb), nil
	}
	return s.Value, nil
}

// borrow remembers what stands in the registers that are put back as they stood.
func (c *Cut) borrow() error {
	for _, s := range c.vendor.Program(regmap.Uncut, regmap.Always) {
		if s.Term != regmap.Before {
			continue
		}
		if _, had := c.stood(s.Point); had {
			continue
		}
		v, told := c.points[s.Point].Value()
		if !told {
			return c.unit.Refuse(fault.Unsupported, fmt.Errorf("%s, which has to be put back as it stands, is not told", s.Point))
		}
		c.loans.Borrow(c.address(s.Point), v)
	}
	return nil
}

// stood is what stood in the named point until it was cut.
func (c *Cut) stood(name string) (float64, bool) { return c.loans.Borrowed(c.address(name)) }

func (c *Cut) address(name string) uint16 {
	p, _ := c.vendor.Point(name)
	return uint16(p.Offset())
}
