package record

import (
	"sync"
	"time"
)

const (
	hourTicks = 60 * chunk          // an hour at 1 Hz
	dayTicks  = 24*chunk + 10*chunk // a day's minutes and some 600 changes
	chunk     = 60                  // ticks that memory is taken for at a time
)

// Ring keeps the newest ticks. It is safe for concurrent use.
type Ring struct {
	mu   sync.Mutex
	last Tick
	hour shelf // every tick
	day  shelf // the notable ones
}

// NewRing returns an empty Ring.
func NewRing() *Ring {
	return &Ring{hour: newShelf(hourTicks), day: newShelf(dayTicks)}
}

// Put takes the next tick. It allocates for one tick in sixty, until it is full.
func (r *Ring) Put(t Tick) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if t.notable(&r.last) {
		r.day.put(t)
	}
	r.hour.put(t)
	r.last = t
}

// At returns the newest tick kept that is not after t, and false where t is
// before all that is kept.
func (r *Ring) At(t time.Time) (Tick, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if found, ok := r.hour.at(t); ok {
		return found, true
	}
	return r.day.at(t)
}

// Span returns the times of the oldest and newest tick kept, and false where
// there is none.
func (r *Ring) Span() (oldest, newest time.Time, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.day.oldest(), r.last.At, r.day.next > 0
}

// shelf is a bounded run of ticks. Tick n lies at n % limit, counted through the
// chunks, which are made when they are needed.
type shelf struct {
	chunks [][]Tick
	limit  int
	next   int
}

func newShelf(limit int) shelf { return shelf{chunks: make([][]Tick, limit/chunk), limit: limit} }

func (s *shelf) put(t Tick) {
	i := s.next % s.limit
	if s.chunks[i/chunk] == nil {
		s.chunks[i/chunk] = make([]Tick, chunk)
	}
	*s.tick(s.next) = t
	s.next++
}

func (s *shelf) tick(n int) *Tick {
	i := n % s.limit
	return &s.chunks[i/chunk][i%chunk]
}

// at looks from the newest back: a wall clock that was set leaves no order to
// search by.
func (s *shelf) at(t time.Time) (Tick, bool) {
	for n := s.next - 1; n >= s.first(); n-- {
		if found := s.tick(n); !found.At.After(t) {
			return *found, true
		}
	}
	return Tick{}, false
}

func (s *shelf) first() int { return max(0, s.next-s.limit) }

func (s *shelf) oldest() time.Time {
	if s.next == 0 {
		return time.Time{}
	}
	return s.tick(s.first()).At
}
