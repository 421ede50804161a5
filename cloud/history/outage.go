package history

import (
	"sync"
	"time"
)

// outage is since when the database takes nothing, and why. The zero outage is
// none.
type outage struct {
	mu    sync.Mutex
	since time.Time // zero: it takes what it is given
	cause error
}

func (o *outage) begin(now time.Time, cause error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.since.IsZero() {
		o.since, o.cause = now, cause
	}
}

func (o *outage) end() (since time.Time, was bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	since, o.since, o.cause = o.since, time.Time{}, nil
	return since, !since.IsZero()
}

func (o *outage) now() (since time.Time, cause error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.since, o.cause
}

// State is how a Writer stands. The zero State is that of one with nothing to do.
type State struct {
	Waiting     int       // reports taken and not durable yet
	Full        bool      // the journal or its disk has no room: nothing more is acknowledged
	Undelivered int64     // bytes of the journal that the database has not accepted yet
	DownSince   time.Time // when the database ceased to take samples, zero where it does
	Cause       error     // of that
}

// State returns how the writer stands now. It may be called from any goroutine.
func (w *Writer) State() State {
	since, cause := w.outage.now()
	return State{
		Waiting: w.queue.len(), Full: w.full.Load(), Undelivered: w.journal.Beyond(*w.accepted.Load()), DownSince: since, Cause: cause,
	}
}
