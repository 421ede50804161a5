package gateway

import (
	"errors"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// quarrel is another master's, that undoes the limit that an inverter's PV is told.
type quarrel struct {
	why  string    // as it began
	last time.Time // that it was seen
}

// peace is how long a limit is not undone before a quarrel is over: as long as a driver
// takes failures for one story. An inverter is left alone for a while, and then told again:
// however often that is, it is one. While it is left alone the quarrel is seen.
const peace = 10 * time.Minute

// contested takes in what became of a limit for PV, and tells whether that began a
// quarrel.
func (s *seat) contested(err error, now time.Time) bool {
	if fault.KindOf(err) != fault.Conflict || s.device.Curtails() {
		return false
	}
	begins := s.overruled(now) == ""
	if begins {
		s.quarrel.why = reasonOf(err)
	}
	s.quarrel.last = now
	return begins
}

// overruled says what another master makes of the limit for PV, "" where none does.
func (s *seat) overruled(now time.Time) string {
	if s.quarrel.why == "" {
		return ""
	}
	if undone := s.device.Undone(); undone.After(s.quarrel.last) {
		s.quarrel.last = undone
	}
	if now.Sub(s.quarrel.last) >= peace {
		s.quarrel = quarrel{}
	}
	return s.quarrel.why
}

// reasonOf is err without the way that it came.
func reasonOf(err error) string {
	var f *fault.Error
	if errors.As(err, &f) && f.Err != nil {
		return f.Err.Error()
	}
	return err.Error()
}
