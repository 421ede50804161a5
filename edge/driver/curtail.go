package driver

import (
	"context"
	"errors"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// curtail is what an error about PV failed to do.
const curtail = "curtail PV"

// Curtail lets no more of the device's PV through than the setpoint says, or all of
// it. The register limits the inverter as a whole, so that the battery's part comes
// on top: see beside. A battery that is not trusted any more keeps no PV from being
// curtailed. A device without PV has nothing to do. It fails as Write does.
func (d *Device) Curtail(ctx context.Context, s safety.Setpoint) error {
	return d.curtail(ctx, s, nil)
}

func (d *Device) curtail(ctx context.Context, s safety.Setpoint, g *Guard) error {
	if !d.role.Sunny() {
		return nil
	}
	left := s.Until().Sub(d.unit.Clock())
	if err := d.curtailable(left); err != nil {
		return err
	}
	sun, on := s.Curtail()
	_, asked := s.Power()
	hold := max(left, time.Second)
	switch {
	case g != nil && d.pv.stays != nil && on:
		return d.guard(ctx, *g, energy.WantPower(max(0, sun+d.beside(asked))), hold)
	case g != nil && d.pv.stays != nil:
		return d.guard(ctx, *g, energy.Want{}, hold)
	case !on:
		return d.pv.Free(ctx)
	}
	return d.pv.Cap(ctx, sun, d.beside(asked), hold)
}

// curtailable refuses a setpoint that PV cannot be held by.
func (d *Device) curtailable(left time.Duration) error {
	if d.pv == nil {
		return d.unit.Fault(curtail, fault.Unsupported, errors.New("the device has no limit for its PV"))
	}
	if reason, down := d.pv.quarrel(); down {
		return d.unit.Fault(curtail, fault.Conflict, errors.New(reason))
	}
	if reason, unheld := d.unheld(); unheld {
		return d.unit.Fault(curtail, fault.Unsupported, errors.New(reason))
	}
	if left <= 0 {
		return d.unit.Fault(curtail, fault.Stale, errors.New("the setpoint has expired"))
	}
	return nil
}
