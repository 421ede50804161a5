package gateway

import (
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/control"
	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Accept puts an order on the desk, or refuses it as control.Desk.Accept does.
func (h *Home) Accept(o energy.Order) error { return h.accept(o, h.clock()) }

// accept is Accept for an order that came at now.
func (h *Home) accept(o energy.Order, now time.Time) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.desk.Accept(o, now)
}

// Hear puts a signal on the desk.
func (h *Home) Hear(s energy.Signal) { h.hear(s, h.clock()) }

// hear is Hear for a signal that came at now.
func (h *Home) hear(s energy.Signal, now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.desk.Hear(s, now)
}

// Pause takes the home out of what others ask for d, or until Resume where d
// is 0. Only someone in the home may.
func (h *Home) Pause(d time.Duration) {
	var until time.Time
	if d > 0 {
		until = h.clock().Add(d)
	}
	_ = h.own(func(desk *control.Desk) error { desk.Pause(until); return nil })
	h.log.Info("the owner pauses", "for", d)
}

// Resume ends the pause.
func (h *Home) Resume() {
	_ = h.own(func(desk *control.Desk) error { desk.Resume(); return nil })
	h.log.Info("the owner resumes")
}

// Reserve keeps a share of the battery for the owner, as control.Desk.Reserve
// does.
func (h *Home) Reserve(keep energy.Ratio) error {
	return h.own(func(desk *control.Desk) error { return desk.Reserve(keep) })
}

// LongestStorm is the most that a storm watch may be set for.
const LongestStorm = 7 * 24 * time.Hour

// Storm keeps a share of the battery for d, and fills it up to there, as
// control.Desk.Storm does. It refuses as Invalid a watch without an end.
func (h *Home) Storm(keep energy.Ratio, d time.Duration) error {
	if d <= 0 || d > LongestStorm {
		return &fault.Error{Op: "set storm", Kind: fault.Invalid, Err: fmt.Errorf("for %v", d), Hint: fmt.Sprintf("want an end within %v", LongestStorm)}
	}
	err := h.own(func(desk *control.Desk) error { return desk.Storm(keep, h.clock().Add(d)) })
	if err == nil {
		h.log.Info("a storm is expected", "keep_ratio", keep, "for", d)
	}
	return err
}

// Calm ends the storm: the home is as it was set before.
func (h *Home) Calm() {
	_ = h.own(func(desk *control.Desk) error { desk.Calm(); return nil })
	h.log.Info("the storm is over")
}

// own changes what the owner set, which is kept.
func (h *Home) own(change func(*control.Desk) error) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	err := change(h.desk)
	h.news.owner = h.news.owner || err == nil
	return err
}

// settings returns what the owner set, and whether the home is locked out.
func (h *Home) settings(now time.Time) (control.Status, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.desk.Status(now), h.connection.excursions.Locked()
}

// Reset lifts a lock-out. It refuses as Conflict with the reason where that
// person may not, or there is none.
func (h *Home) Reset(by safety.Person) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.connection.reset(by, h.clock())
}

// Clear lets the home try again, from the next pass on, what safety has given
// up for good: readings that contradict each other, a battery that does not do
// what it is told. Somebody has to have looked at it.
func (h *Home) Clear() {
	h.cleared.Store(true)
	h.log.Warn("what was given up is tried again")
}
