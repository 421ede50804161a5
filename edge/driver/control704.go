package driver

import (
	"context"
	"errors"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// The values of WSetEna, WSetMod and WSetEnaRvrt (SunSpec model 704).
const (
	wSetOff, wSetOn            = 0, 1
	wSetInPercent, wSetInWatts = 0, 1 // W_MAX_PCT, "percentage of maximum active power", and WATTS
	keepNothing                = 0    // after reversion the set point is off
)

// control704 commands active power in watts. One request carries mode, value
// and reversion timer; the enable follows as its own, because the device must
// know the timer before it begins (standard order: value, reversion, enable).
type control704 struct {
	enable, mode, power, keep, timer point
	share                            point   // WSetPct, for what another master left
	whole                            sources // the maximum active power that 100 % stands for
	sent                             readback
}

func newControl704(d *Device) control {
	c := &control704{
		enable: d.find(704, "WSetEna"), mode: d.find(704, "WSetMod"), power: d.find(704, "WSet"),
		keep: d.find(704, "WSetEnaRvrt"), timer: d.find(704, "WSetRvrtTms"),
		share: d.find(704, "WSetPct"),
		whole: append(d.from(702, "WMax", "WMaxRtg"), append(d.from(121, "WMax"), d.from(120, "WRtg")...)...),
	}
	if !c.power.known || d.role != Storage {
		return nil
	}
	return c
}

func (c *control704) command(ctx context.Context, d *Device, p energy.Watts, hold time.Duration) error {
	if err := c.power.block.look(ctx, d); err != nil {
		return err
	}
	if !d.compare(&c.sent) {
		return d.quarrel()
	}
	if err := d.reverts(c.timer); err != nil {
		return err
	}
	err := d.set(ctx, field{c.mode, wSetInWatts}, field{c.power, float64(p)}, field{c.keep, keepNothing}, field{c.timer, seconds(hold)})
	if err != nil {
		return err
	}
	if err := d.set(ctx, field{c.enable, wSetOn}); err != nil {
		return err
	}
	most, _ := d.nameplate.Power.Value()
	c.sent.expect(d.clock().Add(hold), exactly(c.enable), exactly(c.mode), about(c.power, wholePercent*percent*float64(most)))
	return nil
}

func (c *control704) release(ctx context.Context, d *Device) error {
	if err := c.power.block.look(ctx, d); err != nil {
		return err
	}
	c.sent.forget()
	if on, _ := c.enable.value(); on != wSetOn {
		return nil
	}
	return d.set(ctx, field{c.enable, wSetOff})
}

func (c *control704) applied(ctx context.Context, d *Device) (energy.Watts, bool, error) {
	if err := c.power.block.read(ctx, d); err != nil {
		return 0, false, err
	}
	if on, _ := c.enable.value(); on != wSetOn {
		return 0, false, nil
	}
	if mode, told := c.mode.value(); told && mode == wSetInPercent {
		return c.appliedShare(ctx, d)
	}
	p, ok := c.power.value()
	if !ok {
		return 0, false, d.refuse(fault.Unsupported, errors.New("WSet, the set point in force, is not told"))
	}
	return energy.Watts(p), true, nil
}

// appliedShare is the set point in force where it is a share of the maximum
// active power. That one is a setting, so it is read with it.
func (c *control704) appliedShare(ctx context.Context, d *Device) (energy.Watts, bool, error) {
	share, told := c.share.value()
	for _, whole := range c.whole {
		if err := whole.plus[0].block.read(ctx, d); err != nil {
			return 0, false, err
		}
		if most, ok := whole.value(); ok && told {
			return energy.Watts(most * share * percent), true, nil
		}
	}
	return 0, false, d.refuse(fault.Unsupported, errors.New("WSetPct is in force, and it or the WMax that it is a share of is not told"))
}
