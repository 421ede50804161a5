package gateway

import (
	"context"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/edge/site"
)

// write gives the setpoint to the home's battery, and tells whether it holds.
func (h *Home) write(ctx context.Context, set safety.Setpoint) bool {
	if h.battery == nil {
		_, asked := set.Power()
		return !asked
	}
	turn, cancel := context.WithTimeout(ctx, h.tick/2)
	defer cancel()
	err := h.battery.Write(turn, set)
	if (err != nil) != h.failed {
		h.failed = err != nil
		h.log.Warn("battery command changed", "ok", err == nil, "err", err)
	}
	return err == nil
}

// curb holds PV that is not the commanded inverter's to what the setpoint lets
// through, and tells whether it holds. Each inverter is told the whole, so that
// of several each can be held to nothing, and to no more than that.
func (h *Home) curb(ctx context.Context, set safety.Setpoint) bool {
	most, on := set.Curtail()
	if !on && !h.curbed {
		return true
	}
	all, others := h.generators()
	held := true
	for _, d := range others {
		held = held && (most <= 0 || all == 1) && h.hold(ctx, d, set)
	}
	h.curbed = on
	return held || !on
}

func (h *Home) hold(ctx context.Context, d *driver.Device, set safety.Setpoint) bool {
	turn, cancel := context.WithTimeout(ctx, h.share())
	defer cancel()
	err := d.Write(turn, set)
	if err != nil {
		h.log.Debug("PV is not held", "device", d.Identity(), "err", err)
	}
	return err == nil
}

// generators returns how many inverters have PV, and those that are not commanded
// with the battery.
func (h *Home) generators() (all int, others []*driver.Device) {
	for _, s := range h.seats {
		if s.device == nil || roles[s.known.Role]&site.Generator == 0 {
			continue
		}
		all++
		if s.device != h.battery {
			others = append(others, s.device)
		}
	}
	return all, others
}
