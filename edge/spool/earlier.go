package spool

import "github.com/hearthgrid/hearthgrid/shared/energy"

// Earlier is what is left on disk of an earlier boot. It grows no more.
type Earlier struct {
	spool *Spool
	boot  uint64
}

// Earlier returns the oldest boot before this one that something is left of,
// and nil where there is none, or none was found yet.
func (s *Spool) Earlier() (boot uint64, left *Earlier) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.disk.entries {
		if e.boot != s.config.Boot {
			return e.boot, &Earlier{spool: s, boot: e.boot}
		}
	}
	return 0, nil
}

// Peek copies reports as Spool.Peek does.
func (e *Earlier) Peek(from uint64, dst []energy.Report) int { return e.spool.peek(e.boot, from, dst) }

// Remove lets go of reports as Spool.Remove does.
func (e *Earlier) Remove(upTo uint64) uint64 {
	e.spool.mu.Lock()
	defer e.spool.mu.Unlock()
	if _, last := e.spool.disk.span(e.boot); upTo > last {
		return 0
	}
	return e.spool.disk.remove(e.boot, upTo)
}

// Span returns the lowest number held and the one after the highest; both are
// the same where nothing is left.
func (e *Earlier) Span() (oldest, next uint64) {
	e.spool.mu.Lock()
	defer e.spool.mu.Unlock()
	oldest, last := e.spool.disk.span(e.boot)
	if oldest == 0 {
		return 1, 1
	}
	return oldest, last + 1
}

// Dropped returns how many reports of the boot are known to have been given up.
func (e *Earlier) Dropped() uint64 {
	e.spool.mu.Lock()
	defer e.spool.mu.Unlock()
	return e.spool.disk.lostOf(e.boot)
}
