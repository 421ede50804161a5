package spool

import (
	"sync"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// DefaultLimit is ten minutes of reports at one per second.
const DefaultLimit = 600

// Queue is a bounded queue of numbered reports. It is safe for concurrent use;
// the zero Queue is not usable.
type Queue struct {
	mu      sync.Mutex
	ring    []energy.Report // number n lives at n % len(ring)
	oldest  uint64          // lowest number held; next where nothing is
	next    uint64          // number the next report gets
	dropped uint64
}

// New returns an empty queue of at most limit reports. A limit below 1 means
// DefaultLimit. All its memory is taken here.
func New(limit int) *Queue {
	if limit < 1 {
		limit = DefaultLimit
	}
	return &Queue{ring: make([]energy.Report, limit), oldest: 1, next: 1}
}

// Append gives r the next number, keeps it and returns the number. A full
// queue drops its oldest report and counts it.
func (q *Queue) Append(r energy.Report) uint64 {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.next-q.oldest == uint64(len(q.ring)) {
		q.oldest++
		q.dropped++
	}
	r.Seq = q.next
	q.ring[r.Seq%uint64(len(q.ring))] = r
	q.next++
	return r.Seq
}

// Peek copies reports into dst, in order, beginning with number from or with
// the oldest held where that is higher. It returns how many it copied; they
// stay in the queue.
func (q *Queue) Peek(from uint64, dst []energy.Report) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := 0
	for seq := max(from, q.oldest); seq < q.next && n < len(dst); seq++ {
		dst[n] = q.ring[seq%uint64(len(q.ring))]
		n++
	}
	return n
}

// Remove lets go of every report numbered upTo or lower and returns how many
// those were. A number never given out removes nothing: whoever acknowledges
// it is not speaking of this queue.
func (q *Queue) Remove(upTo uint64) uint64 {
	q.mu.Lock()
	defer q.mu.Unlock()
	if upTo < q.oldest || upTo >= q.next {
		return 0
	}
	removed := upTo + 1 - q.oldest
	q.oldest = upTo + 1
	return removed
}

// Span returns the lowest number held and the number the next report gets.
// They are equal where the queue is empty.
func (q *Queue) Span() (oldest, next uint64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.oldest, q.next
}

// Dropped returns how many reports were given up because the queue was full.
func (q *Queue) Dropped() uint64 {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.dropped
}
