package server

import (
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/cloud/twin"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// hear tells the fleet what the twins have heard since the last pass.
func (e *estimates) hear(now time.Time) {
	n := 0
	e.twins.Visit(func(t *twin.Twin) {
		e.mu.Lock()
		defer e.mu.Unlock()
		if slot, seated := e.seats.slotOf(t.Site, n); seated {
			e.hearOne(slot, &e.seats.rows[slot], t, now)
			n++
		}
	})
}

func (e *estimates) hearOne(slot estimate.Slot, s *seat, t *twin.Twin, now time.Time) {
	since, heard := t.Since(now)
	if heard && !s.received.Equal(t.Received) {
		s.received = t.Received
		e.report = reportOf(t, now.Add(-since))
		e.fleet.Tell(slot, &e.report)
	}
	switch {
	case !t.Online:
		e.fleet.Lose(slot)
	case t.Condition(now) != twin.Commandable:
		e.fleet.Mute(slot)
	}
	if v := s.trial.see(t, now); v != open {
		e.fleet.Kept(v == kept)
	}
}

// reportOf returns what the home told last, of a home that may be commanded. Its clock
// is not in it: times are the cloud's, as the twin has them. What the home doubts
// itself, or read too long before, is missing.
func reportOf(t *twin.Twin, at time.Time) estimate.Report {
	r := estimate.Report{At: at, Snapshot: t.Report.Snapshot, Answers: true, Deadband: t.Report.Deadband}
	s := &r.Snapshot
	s.Battery, s.PV, s.Load, s.Grid = sound(s.Battery, s.At), sound(s.PV, s.At), sound(s.Load, s.At), sound(s.Grid, s.At)
	if d := &t.Report.Decision; d.Order != 0 {
		r.Order, r.Left = d.Approved, d.LeaseLeft
	}
	return r
}

func sound(r energy.Reading[energy.Watts], at time.Time) energy.Reading[energy.Watts] {
	if r.Quality() != energy.Good {
		return r.Lost()
	}
	return r.Fresh(at, twin.TimeOut)
}
