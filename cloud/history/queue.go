package history

import (
	"fmt"
	"sync"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// recordBytes is about how long a record of many reports grows.
const recordBytes = 16 << 10

// told is a report on its way to the journal.
type told struct {
	site      energy.SiteID
	boot, seq uint64
}

// waiting is reports and their records in the journal, in memory that is used
// again.
type waiting struct {
	reports []told
	bytes   []byte
	ends    []int // of each record in bytes
	list    [][]byte
}

// records returns the records, valid until the next call.
func (w *waiting) records() [][]byte {
	w.list = w.list[:0]
	from := 0
	for _, end := range w.ends {
		w.list = append(w.list, w.bytes[from:end])
		from = end
	}
	return w.list
}

// queue holds reports until they are made durable, already in the form in which
// the journal keeps them: all that waited goes with one fsync.
type queue struct {
	some, enough chan struct{} // capacity 1: something waits, a batch waits
	size, batch  int           // reports

	mu    sync.Mutex
	homes map[energy.SiteID]*home
	now   waiting
}

func newQueue(size, batch int) *queue {
	return &queue{some: make(chan struct{}, 1), enough: make(chan struct{}, 1), size: size, batch: batch, homes: map[energy.SiteID]*home{}}
}

// put takes the reports of b, or none of them where size are waiting.
func (q *queue) put(site energy.SiteID, write func(*waiting, *home)) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	before := len(q.now.reports)
	if before >= q.size {
		return &fault.Error{Op: "append to history", Kind: fault.Busy, Subject: string(site),
			Hint: "the home keeps the report and sends it again", Err: fmt.Errorf("%d reports wait", before)}
	}
	h := q.homes[site]
	if h == nil {
		h = &home{}
		q.homes[site] = h
	}
	write(&q.now, h)
	if before == 0 {
		signal(q.some)
	}
	if len(q.now.reports) >= q.batch {
		signal(q.enough)
	}
	return nil
}

// swap returns what waits and leaves used, emptied, in its place.
func (q *queue) swap(used waiting) waiting {
	used.reports, used.bytes, used.ends = used.reports[:0], used.bytes[:0], used.ends[:0]
	q.mu.Lock()
	defer q.mu.Unlock()
	full := q.now
	q.now = used
	drain(q.some)
	drain(q.enough)
	return full
}

func (q *queue) len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.now.reports)
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

func drain(c chan struct{}) {
	select {
	case <-c:
	default:
	}
}
