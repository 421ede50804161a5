package sunspec

import (
	"context"
	"errors"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/driver/internal/measure"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/register"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/wear"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// The values of WSetEna, WSetMod and WSetEnaRvrt (SunSpec model 704).
const (
	wSetOff, wSetOn            = 0, 1
	wSetInPercent, wSetInWatts = 0, 1 // W_MAX_PCT, "percentage of maximum active power", and WATTS
	keepNothing                = 0    // after reversion the set point is off
)

// Control704 commands active power in watts. One request carries mode, value
// and reversion timer; the enable follows as its own, because the device must
// know the timer before it begins (standard order: value, reversion, enable).
type Control704 struct {
	lease
	enable, mode, power, keep register.Point
	share                     register.Point   // WSetPct, for what another master left
	whole                     []register.Point // the maximum active power that 100 % stands for
	give                      float64          // of the power, by whole percents of that
}

// Control704 returns nil for a device that cannot be commanded by it.
func (d *Device) Control704(w register.Witness) *Control704 {
	most, _ := d.plate.Power.Value()
	c := &Control704{
		lease:  d.lease(d.find(704, "WSetRvrtTms"), w),
		enable: d.find(704, "WSetEna"), mode: d.find(704, "WSetMod"), power: d.find(704, "WSet"),
		keep: d.find(704, "WSetEnaRvrt"), share: d.find(704, "WSetPct"),
		whole: d.whole(), give: wholePercent * percent * float64(most),
	}
	if !c.power.Known() || d.role != measure.Storage {
		return nil
	}
	return c
}

// Command holds the battery at p for the time given.
func (c *Control704) Command(ctx context.Context, p energy.Watts, hold time.Duration, _ wear.Cause) error {
	if err := c.look(ctx, c.power.Block); err != nil {
		return err
	}
	if err := c.reverts(); err != nil {
		return err
	}
	err := register.Set(ctx, set(c.mode, wSetInWatts), set(c.power, float64(p)), set(c.keep, keepNothing), c.holds(hold))
	if err != nil {
		return err
	}
	if err := register.Set(ctx, set(c.enable, wSetOn)); err != nil {
		return err
	}
	c.expect(hold, exactly(c.enable), exactly(c.mode), about(c.power, c.give))
	return nil
}

// Release gives the battery back to the device's own mode.
func (c *Control704) Release(ctx context.Context) error {
	if err := c.leave(ctx, c.power.Block); err != nil {
		return err
	}
	if on, _ := c.enable.Value(); on != wSetOn {
		return nil
	}
	return register.Set(ctx, set(c.enable, wSetOff))
}

// Applied reads back what is commanded, and false for the device's own mode.
func (c *Control704) Applied(ctx context.Context) (energy.Watts, bool, error) {
	if err := c.power.Block.Read(ctx); err != nil {
		return 0, false, err
	}
	if on, _ := c.enable.Value(); on != wSetOn {
		return 0, false, nil
	}
	if mode, told := c.mode.Value(); told && mode == wSetInPercent {
		return c.appliedShare(ctx)
	}
	p, ok := c.power.Value()
	if !ok {
		return 0, false, c.unit.Refuse(fault.Unsupported, errors.New("WSet, the set point in force, is not told"))
	}
	return energy.Watts(p), true, nil
}

// appliedShare is the set point in force where it is a share of the maximum
// active power. That one is a setting, so it is read with it.
func (c *Control704) appliedShare(ctx context.Context) (energy.Watts, bool, error) {
	share, told := c.share.Value()
	for _, whole := range c.whole {
		if err := whole.Block.Read(ctx); err != nil {
			return 0, false, err
		}
		if most, ok := whole.Value(); ok && told {
			return energy.Watts(most * share * percent), true, nil
		}
	}
	return 0, false, c.unit.Refuse(fault.Unsupported, errors.New("WSetPct is in force, and it or the WMax that it is a share of is not told"))
}
