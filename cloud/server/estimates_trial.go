package server

import (
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/twin"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// trialFor is for how long a home has to do as it is told to have kept what was
// promised of it.
const trialFor = 15 * time.Minute

// trial is how a home in service does as it is told. The zero trial has not begun.
type trial struct {
	since         time.Time
	asked, missed float64 // W², summed over its reports
	slack         float64 // likewise: as far as it may always be off
}

// verdict says how a trial ended.
type verdict uint8

const (
	open verdict = iota // it goes on, or ended for no reason of the home's
	kept
	broken
)

// see takes in what the home told last. A home that cannot be commanded any more has
// broken what was promised of it; one that was let go has not.
func (tr *trial) see(t *twin.Twin, now time.Time) verdict {
	ready := t.Condition(now) == twin.Commandable
	asked, told := askedOf(&t.Report.Decision)
	switch running := !tr.since.IsZero(); {
	case running && !ready:
		*tr = trial{}
		return broken
	case !ready || !told:
		*tr = trial{}
		return open
	case !running:
		*tr = trial{since: now}
	}
	tr.add(&t.Report.Snapshot, asked)
	if now.Sub(tr.since) < trialFor {
		return open
	}
	done := tr.kept()
	*tr = trial{}
	return done
}

// askedOf returns what the order in force asks of the battery.
func askedOf(d *energy.Decision) (energy.Watts, bool) {
	p, asked := d.Wants[energy.Dispatch].Power()
	return p, asked && d.Order != 0
}

func (tr *trial) add(s *energy.Snapshot, asked energy.Watts) {
	const always = 0.05 // of the rating: what homes are off by at rest
	does, read := s.Battery.Value()
	if !read {
		return
	}
	charge, _ := s.MaxCharge.Value()
	discharge, _ := s.MaxDischarge.Value()
	rating := max(charge.Abs(), discharge.Abs())
	tr.asked += float64(asked * asked)
	tr.missed += float64((does - asked) * (does - asked))
	tr.slack += always * always * float64(rating*rating)
}

// kept tells whether what was missed is less than half of what was asked: homes that
// follow a signal are behind it, and those that do not miss all of it.
func (tr *trial) kept() verdict {
	const half = 0.5
	if tr.missed <= half*half*tr.asked+tr.slack {
		return kept
	}
	return broken
}
