package gateway

import (
	"context"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// secured is whether the inverter keeps the reserve by itself, for when it takes no
// writes and its own mode discharges.
type secured struct {
	settled bool
	why     string    // it does not
	next    time.Time // of the next try
}

// secureAgain is the pause after a try that got no answer.
const secureAgain = time.Minute

// secure sees once to it that each commanded inverter keeps the agreed reserve by
// itself. It is no part of a tick's work, and waits for one that went well.
func (h *Home) secure(ctx context.Context) {
	for _, x := range h.batteries.joined {
		s := x.seat
		if h.reserve <= 0 || x.failed > 0 || s.reserve.settled || h.clock().Before(s.reserve.next) {
			continue
		}
		turn := h.turn(ctx, h.share())
		err := s.device.Reserve(turn)
		turn.end()
		s.reserve = h.kept(s, err)
	}
}

func (h *Home) kept(s *seat, err error) secured {
	switch fault.KindOf(err) {
	case fault.Unsupported, fault.Invalid, fault.Denied, fault.Unsafe, fault.Conflict:
		h.log.Warn("the inverter does not keep the reserve by itself: set it in its menu", "device", s.id, "reserve", h.reserve, "err", err)
		return secured{settled: true, why: err.Error()}
	}
	if err != nil {
		h.log.Debug("the inverter's own reserve is not known yet", "device", s.id, "err", err)
		return secured{next: h.clock().Add(secureAgain)}
	}
	h.log.Info("the inverter keeps the reserve by itself", "device", s.id, "reserve", h.reserve)
	return secured{settled: true}
}
