package gateway

import (
	"context"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/safety"
)

// write gives the setpoint to the home's battery, and tells whether it holds.
func (h *Home) write(ctx context.Context, set safety.Setpoint) bool {
	h.told = safety.Setpoint{}
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
	if err == nil {
		h.told = set
	}
	return err == nil
}

// curb holds all PV together to what the setpoint lets through, and tells whether
// it holds. It comes after the battery, which does not wait for it.
func (h *Home) curb(ctx context.Context, set safety.Setpoint) bool {
	most, on := set.Curtail()
	if !on && !h.curbed {
		return true
	}
	suns, held := h.suns()
	turn := h.tick / time.Duration(2*max(1, len(suns)))
	for i, part := range split(most, suns) {
		own := set
		if on {
			own = set.Curtailed(part)
		}
		held = (suns[i].free || h.hold(ctx, turn, suns[i].seat, own)) && held
	}
	h.curbed = on
	return held || !on
}

func (h *Home) hold(ctx context.Context, most time.Duration, s *seat, set safety.Setpoint) bool {
	turn, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	err := s.device.Curtail(turn, set)
	if err != nil {
		h.log.Debug("PV is not held", "device", s.id, "err", err)
	}
	return err == nil
}
