package fieldbus

import (
	"sync"
	"time"
)

// units are those behind a link: changed by the owner, asked by anyone.
type units struct {
	mu  sync.Mutex
	all [256]unit
}

// free is when a unit may be asked, and whether it is silent: then nothing waits
// for it.
func (s *units) free(id uint8) (time.Time, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := &s.all[id]
	return u.next, u.state == Silent
}

// doubtful tells whether a unit did not answer when it was asked last.
func (s *units) doubtful(id uint8) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all[id].misses > 0
}

func (s *units) state(id uint8) (UnitState, time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all[id].state, s.all[id].since
}

// change does f to a unit and tells the states before and after.
func (s *units) change(id uint8, f func(*unit)) (before, after UnitState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := &s.all[id]
	before = u.state
	f(u)
	return before, u.state
}

// known tells whether a unit was ever asked.
func (s *units) known(id uint8) bool {
	state, _ := s.state(id)
	return state != Unasked
}

// barred tells whether a barrier of b's unit and function stands in from..to.
func (s *units) barred(b *block, from, to int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all[b.unit].barriers.stand(b.function, from, to)
}

// Pace keeps at least gap between the end of one request to unit and the next,
// as its register map asks for; 0 for none. The others go on meanwhile.
func (l *Link) Pace(unit uint8, gap time.Duration) {
	l.units.mu.Lock()
	defer l.units.mu.Unlock()
	l.units.all[unit].least = max(gap, 0)
}

// Unit tells how a unit takes requests, and since when; the zero time where it
// was never asked.
func (l *Link) Unit(id uint8) (UnitState, time.Time) { return l.units.state(id) }
