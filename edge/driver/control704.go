package driver

import (
	"context"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// The values of WSetEna, WSetMod and WSetEnaRvrt (SunSpec model 704).
const (
	wSetOff, wSetOn = 0, 1
	wSetInWatts     = 1
	keepNothing     = 0 // after reversion the set point is off
)

// control704 commands active power in watts. One request carries mode, value
// and reversion timer; the enable follows as its own, because the device must
// know the timer before it begins (standard order: value, reversion, enable).
type control704 struct {
	enable, mode, power, keep, timer point
}

func newControl704(d *Device) control {
	c := &control704{
		enable: d.find(704, "WSetEna"), mode: d.find(704, "WSetMod"), power: d.find(704, "WSet"),
		keep: d.find(704, "WSetEnaRvrt"), timer: d.find(704, "WSetRvrtTms"),
	}
	if !c.power.known || d.role != Storage {
		return nil
	}
	return c
}

func (c *control704) command(ctx context.Context, d *Device, p energy.Watts, hold time.Duration) error {
	if err := c.power.block.read(ctx, d); err != nil {
		return err
	}
	err := d.set(ctx, field{c.mode, wSetInWatts}, field{c.power, float64(p)}, field{c.keep, keepNothing}, field{c.timer, seconds(hold)})
	if err != nil {
		return err
	}
	return d.set(ctx, field{c.enable, wSetOn})
}

func (c *control704) release(ctx context.Context, d *Device) error {
	if err := c.power.block.read(ctx, d); err != nil {
		return err
	}
	if on, _ := c.enable.value(); on != wSetOn {
		return nil
	}
	return d.set(ctx, field{c.enable, wSetOff})
}

func (c *control704) applied(ctx context.Context, d *Device) (energy.Watts, bool, error) {
	if err := c.power.block.read(ctx, d); err != nil {
		return 0, false, err
	}
	on, _ := c.enable.value()
	p, ok := c.power.value()
	return energy.Watts(p), ok && on == wSetOn, nil
}
