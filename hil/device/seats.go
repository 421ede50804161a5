package device

import (
	"io"
	"sync"
)

// seats are the connections an endpoint serves. It is safe for concurrent use.
type seats struct {
	mu    sync.Mutex
	taken []io.Closer
}

// take seats a newcomer by the rule e. It returns what becomes of it: nothing,
// or the way it is turned away.
func (s *seats) take(newcomer io.Closer, e eviction) eviction {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.taken) > 0 && (e == evictNewer || e == evictBusy) {
		return e
	}
	if e == evictOlder {
		for _, older := range s.taken {
			_ = older.Close()
		}
	}
	s.taken = append(s.taken, newcomer)
	return noEviction
}

func (s *seats) leave(c io.Closer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, other := range s.taken {
		if other == c {
			s.taken = append(s.taken[:i], s.taken[i+1:]...)
			return
		}
	}
}
