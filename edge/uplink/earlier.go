package uplink

import (
	"math/rand/v2"
	"time"
)

// earlier is what an earlier boot left, and how far it was sent. The zero
// earlier is none.
type earlier struct {
	boot uint64
	left Shelf
	pace *pace
}

// sending returns the earlier boot that is being sent, whose acknowledgements
// count.
func (s *Session) sending() earlier {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.earlier
}

// catchUp sends the next piece of what earlier boots left, where it is due and
// this boot has little to send: what happens now goes first. It returns when it
// wants to be called again.
func (s *Session) catchUp(l *link, now time.Time) (due time.Time, err error) {
	idle := now.Add(s.cfg.Retry)
	if oldest, next := s.spool.Span(); next-oldest > batchLimit {
		return idle, nil
	}
	e := s.left(now)
	if e.left == nil {
		return idle, nil
	}
	oldest, next := e.left.Span()
	b := e.pace.step(oldest, next, now)
	if b.count == 0 {
		return e.pace.due, nil
	}
	err = s.transmit(l, e.boot, e.left, e.pace, b)
	return e.pace.due, err
}

// left returns the earlier boot to send: the same until all of it has gone.
func (s *Session) left(now time.Time) earlier {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.earlier.left != nil {
		if oldest, next := s.earlier.left.Span(); oldest < next {
			return s.earlier
		}
		s.earlier = earlier{}
	}
	if s.cfg.Earlier == nil {
		return earlier{}
	}
	boot, left := s.cfg.Earlier()
	if left == nil {
		return earlier{}
	}
	oldest, next := left.Span()
	s.earlier = earlier{boot: boot, left: left, pace: newBacklog(s.cfg.Retry, s.cfg.ResendGap, oldest, next, now, rand.Float64())}
	return s.earlier
}
