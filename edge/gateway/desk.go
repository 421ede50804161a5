package gateway

import (
	"sync"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/control"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// desk lets the uplink put orders on the desk that the loop decides from. The
// lock is held for the length of a decision, never across a wait.
type desk struct {
	clock func() time.Time

	mu    sync.Mutex
	inner *control.Desk
}

// Accept implements uplink.Inbox.
func (d *desk) Accept(o energy.Order) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.inner.Accept(o, d.clock())
}

// Hear implements uplink.Inbox.
func (d *desk) Hear(s energy.Signal) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.inner.Hear(s, d.clock())
}

func (d *desk) decide(snap energy.Snapshot, now time.Time) energy.Decision {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.inner.Decide(snap, now)
}
