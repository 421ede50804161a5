package gateway

import (
	"context"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// secured is whether the inverter keeps the reserve by itself, for when it takes no
// writes and its own mode discharges.
type secured struct {
	settled bool      // it never will
	holds   bool      // it did when it was looked at last
	why     string    // it does not
	next    time.Time // of the next look
}

// secureAgain is the pause after a look that got no answer, and lookAgain that
// after one that did: somebody, or a reset, may set it back.
const (
	secureAgain = time.Minute
	lookAgain   = 10 * time.Minute
)

// secure sees to it that each commanded inverter keeps the agreed reserve by
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
	case fault.Unsafe: // not today
		return secured{why: err.Error(), next: h.clock().Add(lookAgain)}
	case fault.Unsupported, fault.Invalid, fault.Denied, fault.Conflict:
		h.log.Warn("the inverter does not keep the reserve by itself: set it in its menu", "device", s.id, "reserve", h.reserve, "err", err)
		return secured{settled: true, why: err.Error()}
	}
	if err != nil {
		h.log.Debug("the inverter's own reserve is not known yet", "device", s.id, "err", err)
		return secured{holds: s.reserve.holds, next: h.clock().Add(secureAgain)}
	}
	if !s.reserve.holds {
		h.log.Info("the inverter keeps the reserve by itself", "device", s.id, "reserve", h.reserve)
	}
	return secured{holds: true, next: h.clock().Add(lookAgain)}
}
