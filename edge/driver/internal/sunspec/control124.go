package sunspec

import (
	"context"
	"errors"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/driver/internal/register"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/wear"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// The bits of StorCtl_Mod (SunSpec model 124).
const (
	holdCharge, holdDischarge = 1 << 0, 1 << 1
	holdBoth                  = holdCharge | holdDischarge
)

// Control124 commands by rates in percent of the battery's maximum. Discharge
// and charge rates that are each other's negative leave one power only: 60 %
// discharge with -60 % charge discharges at 60 %.
//
// What 100 % of OutWRte is, the sources do not agree on. Its unit in the
// definition (sunspec/models model_124.json) is "% WDisChaMax", which is no
// point of any model; the nearest is MaxDisChaRte of model 120. Fronius'
// register map calls WChaMax the "Reference Value for maximum Charge and
// Discharge" of both rates. Both rates are therefore shares of the larger of
// the two, so that a device gives no more than was approved on either reading.
type Control124 struct {
	lease
	mode, charge, discharge, out, in register.Point
}

// Control124 returns nil for a device that cannot be commanded by it.
func (d *Device) Control124(w register.Witness) *Control124 {
	c := &Control124{
		lease: d.lease(d.find(124, "InOutWRte_RvrtTms"), w),
		mode:  d.find(124, "StorCtl_Mod"), charge: d.find(124, "WChaMax"), discharge: d.find(120, "MaxDisChaRte"),
		out: d.find(124, "OutWRte"), in: d.find(124, "InWRte"),
	}
	if !c.out.Known() || !d.role.Stores() {
		return nil
	}
	return c
}

// Command holds the battery at p for the time given. It sends the timer first: the
// rates may be in force already, under a timer of another master that never ends. Where
// the request after it fails, the old rates stay for one hold more. One request for all
// would do better, but WinTms stands between, and to Fronius it is read-only.
func (c *Control124) Command(ctx context.Context, p energy.Watts, hold time.Duration, _ wear.Cause) error {
	if err := c.look(ctx, c.mode.Block); err != nil {
		return err
	}
	if err := c.reverts(); err != nil {
		return err
	}
	whole, err := c.whole()
	if err != nil {
		return err
	}
	runs, rate := c.runs(), float64(p/whole)/percent
	timer, out, in := c.holds(hold), set(c.out, rate), set(c.in, -rate)
	// All before the first request: a timer must not be refreshed for a rate
	// that is then refused.
	if err := register.Encode(out, in, timer); err != nil {
		return err
	}
	requests := [...][]register.Field{{timer}, {out, in}, {set(c.mode, holdBoth)}}
	if runs {
		requests[0], requests[1] = requests[1], requests[0] // a rate that is not taken must not be prolonged
	}
	for _, request := range requests {
		if err := register.Set(ctx, request...); err != nil {
			return err
		}
	}
	c.expect(hold, exactly(c.mode), about(c.out, wholePercent), about(c.in, wholePercent))
	return nil
}

// runs tells whether rates are in force, and end by their timer.
func (c *Control124) runs() bool {
	left, _ := c.timer.Value()
	mode, _ := c.mode.Value()
	return int(mode)&holdBoth == holdBoth && left > 0
}

// whole is the power that 100 % stands for.
func (c *Control124) whole() (energy.Watts, error) {
	charge, told := c.charge.Value()
	if !told || charge <= 0 {
		return 0, c.unit.Refuse(fault.Unsupported, errors.New("WChaMax, the power that 100 % stands for, is not told"))
	}
	discharge, _ := c.discharge.Value()
	return energy.Watts(max(charge, discharge)), nil
}

// Release gives the battery back to the device's own mode.
func (c *Control124) Release(ctx context.Context) error {
	if err := c.leave(ctx, c.mode.Block); err != nil {
		return err
	}
	if mode, _ := c.mode.Value(); int(mode)&holdBoth == 0 {
		return nil
	}
	return register.Set(ctx, set(c.mode, 0))
}

// Applied reads back what is commanded, and false for the device's own mode. It is one
// power only where both rates hold and are each other's negative. Rates that leave a
// range leave the device its own mode within it.
func (c *Control124) Applied(ctx context.Context) (energy.Watts, bool, error) {
	if err := c.mode.Block.Read(ctx); err != nil {
		return 0, false, err
	}
	mode, _ := c.mode.Value()
	out, outTold := c.out.Value()
	in, inTold := c.in.Value()
	if int(mode)&holdBoth != holdBoth || !outTold || !inTold || out != -in {
		return 0, false, nil
	}
	whole, err := c.whole()
	if err != nil {
		return 0, false, err
	}
	return whole * energy.Watts(out*percent), true, nil
}
