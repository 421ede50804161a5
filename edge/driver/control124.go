package driver

import (
	"context"
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// The bits of StorCtl_Mod (SunSpec model 124).
const (
	holdCharge, holdDischarge = 1 << 0, 1 << 1
	holdBoth                  = holdCharge | holdDischarge
)

// control124 commands by rates in percent of the battery's maximum. Discharge
// and charge rates that are each other's negative leave one power only: 60 %
// discharge with -60 % charge discharges at 60 %.
//
// What 100 % of OutWRte is, the sources do not agree on. Its unit in the
// definition (sunspec/models model_124.json) is "% WDisChaMax", which is no
// point of any model; the nearest is MaxDisChaRte of model 120. Fronius'
// register map calls WChaMax the "Reference Value for maximum Charge and
// Discharge" of both rates. Both rates are therefore shares of the larger of
// the two, so that a device gives no more than was approved on either reading.
type control124 struct {
	mode, charge, discharge, out, in, timer point
	sent                                    readback
}

func newControl124(d *Device) control {
	c := &control124{
		mode: d.find(124, "StorCtl_Mod"), charge: d.find(124, "WChaMax"), discharge: d.find(120, "MaxDisChaRte"),
		out: d.find(124, "OutWRte"), in: d.find(124, "InWRte"), timer: d.find(124, "InOutWRte_RvrtTms"),
	}
	if !c.out.known || d.role != Hybrid && d.role != Storage {
		return nil
	}
	return c
}

// command sends the timer first: the rates may be in force already, under a
// timer of another master that never ends. Where the request after it fails,
// the old rates stay for one hold more. One request for all would do better,
// but WinTms stands between, and to Fronius it is read-only.
func (c *control124) command(ctx context.Context, d *Device, p energy.Watts, hold time.Duration) error {
	if err := c.mode.block.look(ctx, d); err != nil {
		return err
	}
	if !d.compare(&c.sent) {
		return d.quarrel()
	}
	if err := d.reverts(c.timer); err != nil {
		return err
	}
	left, _ := c.timer.value()
	runs := left > 0
	whole, err := c.whole(d)
	if err != nil {
		return err
	}
	rate := float64(p/whole) / percent
	out, in, timer := field{c.out, rate}, field{c.in, -rate}, field{c.timer, seconds(hold)}
	// All before the first request: a timer must not be refreshed for a rate
	// that is then refused.
	if err := d.encode(out, in, timer); err != nil {
		return err
	}
	requests := [][]field{{timer}, {out, in}, {{c.mode, holdBoth}}}
	if mode, _ := c.mode.value(); int(mode)&holdBoth == holdBoth && runs {
		requests[0], requests[1] = requests[1], requests[0] // a rate that is not taken must not be prolonged
	}
	for _, request := range requests {
		if err := d.set(ctx, request...); err != nil {
			return err
		}
	}
	c.sent.expect(d.clock().Add(hold), exactly(c.mode), about(c.out, wholePercent), about(c.in, wholePercent))
	return nil
}

// whole is the power that 100 % stands for.
func (c *control124) whole(d *Device) (energy.Watts, error) {
	charge, told := c.charge.value()
	if !told || charge <= 0 {
		return 0, d.refuse(fault.Unsupported, fmt.Errorf("WChaMax, the power that 100 %% stands for, is not told"))
	}
	discharge, _ := c.discharge.value()
	return energy.Watts(max(charge, discharge)), nil
}

func (c *control124) release(ctx context.Context, d *Device) error {
	if err := c.mode.block.look(ctx, d); err != nil {
		return err
	}
	c.sent.forget()
	if mode, _ := c.mode.value(); int(mode)&holdBoth == 0 {
		return nil
	}
	return d.set(ctx, field{c.mode, 0})
}

// applied is one power only where both rates hold and are each other's
// negative. Rates that leave a range leave the device its own mode within it.
func (c *control124) applied(ctx context.Context, d *Device) (energy.Watts, bool, error) {
	if err := c.mode.block.read(ctx, d); err != nil {
		return 0, false, err
	}
	mode, _ := c.mode.value()
	out, outTold := c.out.value()
	in, inTold := c.in.value()
	if int(mode)&holdBoth != holdBoth || !outTold || !inTold || out != -in {
		return 0, false, nil
	}
	whole, err := c.whole(d)
	if err != nil {
		return 0, false, err
	}
	return whole * energy.Watts(out*percent), true, nil
}
