package gateway

import (
	"context"
	"time"
)

// searchLimit is how long one device may take to say what it is: a serial line at
// 9600 baud carries three or four of its models in a second.
const searchLimit = 30 * time.Second

// Seek looks for devices beside the passes until ctx ends, with the time that
// each needs; it returns nil. Without it a pass looks by itself, within its tick,
// which is too short for a slow line. Run it once, in a goroutine of its own.
func (h *Home) Seek(ctx context.Context) error {
	h.seeker.Lock()
	defer h.seeker.Unlock()
	tick := time.NewTicker(h.tick)
	defer tick.Stop()
	for {
		h.search(ctx, searchLimit)
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// glance looks for devices within a pass, where nobody does so beside it.
func (h *Home) glance(ctx context.Context) {
	if h.seeker.TryLock() {
		defer h.seeker.Unlock()
		h.search(ctx, h.share())
	}
}

// search looks for the devices that are not found yet, limit for each.
func (h *Home) search(ctx context.Context, limit time.Duration) {
	for _, s := range h.seats {
		if ctx.Err() != nil || !s.due(h.clock()) {
			continue
		}
		turn := h.turn(ctx, limit)
		s.search(turn, h.clock, h.log)
		turn.end()
	}
}
