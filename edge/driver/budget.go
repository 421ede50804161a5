package driver

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// need is what a write is for: the less of a day's budget is left, the more it takes
// to be paid for.
type need uint8

const (
	more need = iota // more power than is in force, the other direction, or all PV again
	less             // less than is in force
	stop             // 0 W
)

// stopShare is the part of a day's budget, at least one write, that is kept for less
// power than is in force, and the last write for none: a battery that has reached its
// reserve has to be stopped, and its inverter's own mode may not do so.
const stopShare = 6

// kept is how many of the day's writes to p are not for this.
func (n need) kept(p regmap.Point) int {
	switch n {
	case stop:
		return 0
	case less:
		return 1
	}
	return max(1, p.Budget()/stopShare)
}

// needOf is what commanding p is for.
func (c *program) needOf(when regmap.When, p energy.Watts) need {
	has, on := c.inForce(when)
	switch {
	case p == 0:
		return stop
	case on && p.Abs() < has.Abs():
		return less
	}
	return more
}

// afford refuses writes whose register has none left today for that need.
func (d *Device) afford(writes []write, n need) error {
	count := map[string]int{}
	for _, w := range writes {
		if !w.point.Wears() {
			continue
		}
		count[w.point.Name()]++
		today := d.today(w.point)
		if today+uint64(count[w.point.Name()]+n.kept(w.point)) > uint64(w.point.Budget()) {
			return d.spent(w.point, today, n)
		}
	}
	return nil
}

// today is how often p was written, or is taken to have been.
func (d *Device) today(p regmap.Point) uint64 {
	n := d.options.ledger.Written(d.Key(), uint16(p.Offset()), d.day())
	if n < Unknown {
		return n
	}
	return n - Unknown + uint64(p.Budget()-more.kept(p))
}

func (d *Device) spent(p regmap.Point, today uint64, n need) error {
	err := fmt.Errorf("written %d times today, of a budget of %d", today, p.Budget())
	if kept := n.kept(p); kept > 0 {
		err = fmt.Errorf("%w, of which %d are kept for a stop", err, kept)
	}
	return &fault.Error{
		Op: "write", Kind: fault.Unsafe, Subject: fmt.Sprintf("register %d (%s) of %s", p.Offset(), p.Name(), d.Key()),
		Hint: "the register is kept in memory that wears; wait until midnight UTC", Err: err,
	}
}

// instead stops the battery where p was refused for wear, and what is in force is the
// other direction, or more: it would go on until the device falls back.
func (c *program) instead(ctx context.Context, d *Device, refused error, p energy.Watts, hold time.Duration) error {
	for _, w := range []regmap.When{regmap.Charging, regmap.Discharging} {
		if has, on := c.inForce(w); on && p != 0 && fault.KindOf(refused) == fault.Unsafe && (has*p < 0 || has.Abs() > p.Abs()) {
			return errors.Join(refused, c.command(ctx, d, 0, hold))
		}
	}
	return refused
}
