package gateway

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// turn is the time that one exchange with a device may take: a context that ends
// with its parent, at a time of the home's clock, or by end. Unlike one of
// context.WithTimeout it sets no timer before somebody waits for it, so that a
// reply that is there at once costs next to nothing, and where time is simulated
// a slow machine changes nothing. It is safe for concurrent use.
type turn struct {
	context.Context // the parent
	clock           func() time.Time
	until           time.Time

	mu    sync.Mutex
	ended atomic.Bool
	timed atomic.Pointer[timed] // nil until it is waited for
}

type timed struct {
	context.Context
	stop context.CancelFunc
}

// turn returns a turn that lasts for most, and has to be ended.
func (h *Home) turn(ctx context.Context, most time.Duration) *turn {
	return newTurn(ctx, h.clock, most)
}

func newTurn(ctx context.Context, clock func() time.Time, most time.Duration) *turn {
	return &turn{Context: ctx, clock: clock, until: clock().Add(most)}
}

// end ends the turn, and its timer.
func (t *turn) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ended.Store(true)
	if w := t.timed.Load(); w != nil {
		w.stop()
	}
}

// Err is cheap, for every request asks.
func (t *turn) Err() error {
	if w := t.timed.Load(); w != nil {
		return w.Err()
	}
	switch err := t.Context.Err(); {
	case t.ended.Load():
		return context.Canceled
	case err != nil:
		return err
	case !t.clock().Before(t.until):
		return context.DeadlineExceeded
	}
	return nil
}

func (t *turn) Done() <-chan struct{} { return t.await().Done() }

func (t *turn) Deadline() (time.Time, bool) { return t.await().Deadline() }

// await sets the timer.
func (t *turn) await() context.Context {
	t.mu.Lock()
	defer t.mu.Unlock()
	if w := t.timed.Load(); w != nil {
		return w
	}
	w := &timed{}
	w.Context, w.stop = context.WithTimeout(t.Context, t.until.Sub(t.clock()))
	if t.ended.Load() {
		w.stop()
	}
	t.timed.Store(w)
	return w
}
