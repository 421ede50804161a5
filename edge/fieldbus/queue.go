package fieldbus

import (
	"slices"
	"sync"
	"time"
)

// queue holds the requests that nobody has sent, in the order they came. It is
// bounded, and allocates nothing once made.
type queue struct {
	mu      sync.Mutex
	waiting []*request
	most    int
	closed  bool
	wake    chan struct{} // something has come
}

func newQueue(most int) *queue {
	return &queue{waiting: make([]*request, 0, most), most: most, wake: make(chan struct{}, 1)}
}

// put queues r, or tells why not: errFull, errStopped.
func (q *queue) put(r *request) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case q.closed:
		return errStopped
	case len(q.waiting) >= q.most:
		return errFull
	}
	q.waiting = append(q.waiting, r)
	q.nudge()
	return nil
}

// again puts requests back that were sent for nothing, before all others. The
// bound does not apply: they had their place.
func (q *queue) again(requests []*request) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = slices.Insert(q.waiting, 0, requests...)
	q.nudge()
}

func (q *queue) nudge() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// remove takes r out for its caller; false: the owner has it.
func (q *queue) remove(r *request) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	i := slices.Index(q.waiting, r)
	if i < 0 {
		return false
	}
	q.waiting = slices.Delete(q.waiting, i, i+1)
	return true
}

// clear takes out all that wait.
func (q *queue) clear() []*request {
	q.mu.Lock()
	defer q.mu.Unlock()
	all := slices.Clone(q.waiting)
	clear(q.waiting)
	q.waiting = q.waiting[:0]
	return all
}

// close takes out all that wait, and refuses what comes later.
func (q *queue) close() []*request {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	return q.clear()
}

// next is the request to send at now, left in the queue, or else when one will
// be due; the zero time: when something comes. Hopeless ones, whose unit is
// silent or whose caller is about to leave, are due at once.
func (q *queue) next(now time.Time, u *units) (*request, time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	var best *request
	var highest Priority
	var soonest time.Time
	for _, r := range q.waiting {
		free, silent := u.free(r.unit)
		switch {
		case r.late(now) || silent && now.Before(free):
			return r, now
		case now.Before(free):
			if soonest.IsZero() || free.Before(soonest) {
				soonest = free
			}
		default:
			if p := u.rank(r); best == nil || p > highest {
				best, highest = r, p
			}
		}
	}
	return best, soonest
}

// rank is r's priority. A read that may again be answered by nothing, and takes
// its time to, goes behind those that will be answered.
func (s *units) rank(r *request) Priority {
	if !r.writes() && s.doubtful(r.unit) {
		return Guest - 1
	}
	return r.priority
}

// companion takes a request that m may be merged with.
func (q *queue) companion(m *merge, now time.Time) *request {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i, r := range q.waiting {
		if !r.late(now) && m.fits(r) {
			q.waiting = slices.Delete(q.waiting, i, i+1)
			return r
		}
	}
	return nil
}
