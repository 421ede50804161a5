package gateway

import (
	"context"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// write gives the setpoint to the home's batteries, and then to its PV, and notes in d
// what holds; snap is the home as it was read.
func (h *Home) write(ctx context.Context, set safety.Setpoint, snap *energy.Snapshot, d *energy.Decision) {
	approved, whole := h.batteries.write(ctx, &h.state, set, h.tick/2)
	d.Approved = approved
	if whole = h.curb(ctx, set, snap) && whole; !whole {
		d.Bounds |= energy.BoundDevice
	}
}

// curb holds all PV together to what the setpoint lets through, and tells whether
// it holds, and nobody undid it lately. It comes after the battery, which does not wait
// for it.
func (h *Home) curb(ctx context.Context, set safety.Setpoint, snap *energy.Snapshot) bool {
	most, on := set.Curtail()
	if !on && !h.curbed && !h.guarding && !h.export.Limited {
		return true
	}
	suns, held := h.suns()
	guards := h.guards(suns, snap)
	turn := h.tick / time.Duration(2*max(1, len(suns)))
	undone := false
	for i, part := range split(most, suns) {
		own := h.batteries.told(suns[i].seat, set)
		if on {
			own = own.Curtailed(part)
		}
		if !on && !h.curbed && !(suns[i].seat.device.Guards() && (h.guarding || guards != nil)) {
			continue
		}
		held = (suns[i].free || h.hold(ctx, turn, suns[i].seat, own, guards[suns[i].seat])) && held
		undone = undone || suns[i].seat.overruled(snap.At) != ""
	}
	h.curbed, h.guarding = on, guards != nil
	return held && !undone || !on
}

func (h *Home) hold(ctx context.Context, most time.Duration, s *seat, set safety.Setpoint, g *driver.Guard) bool {
	turn := h.turn(ctx, most)
	defer turn.end()
	var err error
	if g != nil {
		err = s.device.Guard(turn, set, *g)
	} else {
		err = s.device.Curtail(turn, set)
	}
	if err != nil {
		h.log.Debug("PV is not held", "device", s.id, "err", err)
	}
	if s.contested(err, h.clock()) {
		h.log.Error("ALARM: the limit for PV does not stay as it was written: the inverter forgets, or another master commands it", "device", s.id, "found", s.quarrel.why)
	}
	return err == nil
}
