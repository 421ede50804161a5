package driver

import (
	"context"
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// The bits of StorCtl_Mod (SunSpec model 124).
const holdCharge, holdDischarge = 1 << 0, 1 << 1

// control124 commands by rates in percent of the battery's maximum. Discharge
// and charge rates that are each other's negative leave one power only: 60 %
// discharge with -60 % charge discharges at 60 %.
type control124 struct {
	mode, most, out, in, timer point
}

func newControl124(d *Device) control {
	c := &control124{
		mode: d.find(124, "StorCtl_Mod"), most: d.find(124, "WChaMax"),
		out: d.find(124, "OutWRte"), in: d.find(124, "InWRte"), timer: d.find(124, "InOutWRte_RvrtTms"),
	}
	if !c.out.known || d.role != Hybrid {
		return nil
	}
	return c
}

func (c *control124) command(ctx context.Context, d *Device, p energy.Watts, hold time.Duration) error {
	if err := c.mode.block.read(ctx, d); err != nil {
		return err
	}
	most, ok := c.most.value()
	if !ok || most <= 0 {
		return d.refuse(fault.Unsupported, fmt.Errorf("WChaMax, the power that 100 %% stands for, is not told"))
	}
	rate := 100 * float64(p) / most
	out, in, timer := field{c.out, rate}, field{c.in, -rate}, field{c.timer, seconds(hold)}
	// All before the first request: a rate must not be sent whose timer is refused.
	if err := d.encode(out, in, timer); err != nil {
		return err
	}
	if err := d.set(ctx, out, in); err != nil {
		return err
	}
	if err := d.set(ctx, timer); err != nil {
		return err
	}
	return d.set(ctx, field{c.mode, holdCharge | holdDischarge})
}

func (c *control124) release(ctx context.Context, d *Device) error {
	if err := c.mode.block.read(ctx, d); err != nil {
		return err
	}
	if mode, _ := c.mode.value(); int(mode)&(holdCharge|holdDischarge) == 0 {
		return nil
	}
	return d.set(ctx, field{c.mode, 0})
}

func (c *control124) applied(ctx context.Context, d *Device) (energy.Watts, bool, error) {
	if err := c.mode.block.read(ctx, d); err != nil {
		return 0, false, err
	}
	mode, _ := c.mode.value()
	most, known := c.most.value()
	rate, ok := c.out.value()
	return energy.Watts(rate / 100 * most), ok && known && int(mode)&holdDischarge != 0, nil
}
