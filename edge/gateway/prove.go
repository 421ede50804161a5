package gateway

import (
	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// proofShare is the part of a power that may be missing where it counts as obeyed,
// beside the tolerance agreed: that of safety's own proof.
const proofShare = 0.1

// prove tells the battery's driver what safety saw of it: once for each time that
// it did not obey, and where measured power is what was told, and too much to be
// chance.
func (h *Home) prove(snap *energy.Snapshot, v safety.Verdict) {
	before := h.unproven
	h.unproven = v.Bounds&energy.BoundUnproven != 0
	if h.battery == nil || !h.limits.Proof.Limited {
		return
	}
	if h.unproven && !before {
		h.battery.Disobeyed()
	}
	p, asked := h.told.Power()
	b, read := snap.Battery.Value()
	give := h.limits.Proof.Tolerance + proofShare*p.Abs()
	if asked && read && !h.unproven && b.Abs() > give && (b-p).Abs() <= give {
		h.battery.Obeyed()
	}
}
