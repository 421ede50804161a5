package server

import (
	"log/slog"
	"sync"
	"time"
)

// pace says how passes keep up with the clock.
type pace struct {
	mu   sync.Mutex
	last time.Time // due
	seen Passes
	late bool
}

// Passes counts the passes over all homes, one of which is due each second, and
// says how long they take and how long after they were due they begin.
type Passes struct {
	Made     uint64
	Skipped  uint64 // for the one before was at work still
	Took     time.Duration
	MostTook time.Duration
	Late     time.Duration
	MostLate time.Duration
}

func (p *pace) note(due, begun, ended time.Time, log *slog.Logger) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := &p.seen
	s.Made++
	if missed := (due.Sub(p.last)+passEach/2)/passEach - 1; !p.last.IsZero() && missed > 0 {
		s.Skipped += uint64(missed)
	}
	p.last, s.Took, s.Late = due, ended.Sub(begun), max(0, begun.Sub(due))
	s.MostTook, s.MostLate = max(s.MostTook, s.Took), max(s.MostLate, s.Late)
	late := s.Took+s.Late > passEach
	switch {
	case late && !p.late:
		log.Warn("estimates are late", "took", s.Took, "began_late", s.Late)
	case p.late && !late:
		log.Info("estimates are in time again", "took", s.Took, "skipped", s.Skipped)
	}
	p.late = late
}

func (p *pace) passes() Passes {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.seen
}
