package gateway

import (
	"log/slog"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// SeatState is how a device that the site file names is doing. It says nothing
// of the sums: whatever was found once and does not answer is missing there.
type SeatState uint8

// The states.
const (
	ToLookFor SeatState = iota // never found: it may well be that there is none
	Answering
	Silent // was found once
	Asleep // a PV inverter that fell silent when its sun was gone
)

// String returns the state's stable name.
func (s SeatState) String() string {
	return [...]string{"not seen yet", "answers", "silent", "asleep"}[min(s, Asleep)]
}

// dusk is the most that an inverter gives just before it goes to sleep.
const dusk energy.Watts = 50

// lostAfter is how many passes in a row make a device silent: one may be lost.
const lostAfter = 2

// hear moves the state by what the device said, and logs where it moves.
func (s *seat) hear(part *energy.Snapshot, log *slog.Logger) {
	before := s.state
	if says(part) {
		s.misses, s.state = 0, Answering
		if _, ok := part.PV.Value(); ok {
			s.sun = part.PV
		}
	} else if s.misses++; s.misses >= lostAfter {
		s.state = s.quiet()
	}
	switch {
	case s.state == before || before == ToLookFor:
	case s.state == Silent:
		log.Warn("device is silent", "device", s.id)
	default:
		log.Info("device "+s.state.String(), "device", s.id)
	}
}

// quiet is what a device is that does not answer.
func (s *seat) quiet() SeatState {
	if sun, ok := s.sun.Value(); ok && s.known.Role == roleNames[driver.PV] && sun < dusk {
		return Asleep
	}
	return Silent
}

// says tells whether the device gave any value at all.
func says(p *energy.Snapshot) bool {
	for _, r := range [...]energy.Reading[energy.Watts]{p.Grid, p.Inverter, p.PV, p.Battery, p.MaxCharge, p.MaxDischarge} {
		if _, ok := r.Value(); ok {
			return true
		}
	}
	_, ok := p.SoC.Value()
	return ok
}
