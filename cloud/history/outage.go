package history

import (
	"errors"
	"sync"
	"time"
)

// stalledAfter is how long the database may be at one block before it counts as one that
// takes nothing.
const stalledAfter = 10 * time.Second

var errStalled = errors.New("the database does not answer")

// outage is since when the database takes nothing, and why. The zero outage is
// none.
type outage struct {
	mu    sync.Mutex
	since time.Time // zero: it takes what it is given
	cause error
	asked time.Time // to take what it is at; zero: it is at nothing
}

// ask notes that the database is given something.
func (o *outage) ask(now time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.asked = now
}

// begin notes that the database does not take what it was asked to.
func (o *outage) begin(cause error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.since.IsZero() {
		o.since, o.cause = o.asked, cause
	}
}

func (o *outage) end() (since time.Time, was bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	since, o.since, o.cause, o.asked = o.since, time.Time{}, nil, time.Time{}
	return since, !since.IsZero()
}

func (o *outage) at(now time.Time) (since time.Time, cause error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.since.IsZero() && !o.asked.IsZero() && now.Sub(o.asked) > stalledAfter {
		return o.asked, errStalled
	}
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
	since, cause := w.outage.at(time.Now())
	return State{
		Waiting: w.queue.len(), Full: w.full.Load(), Undelivered: w.journal.Beyond(*w.accepted.Load()), DownSince: since, Cause: cause,
	}
}
