package control

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// PlanState is where a plan stands.
type PlanState uint8

// The states of a plan.
const (
	NoPlan  PlanState = iota // none was given
	Ahead                    // its first slot is yet to come
	Running                  // in a slot, or between two
	Ended                    // past the last slot: the table, or the home on its own
)

// String returns the state's stable name.
func (p PlanState) String() string {
	return [...]string{"none", "ahead", "running", "ended"}[min(p, Ended)]
}

// Status is what is set on the desk at a time. It is comparable: log it where it
// changes.
type Status struct {
	Plan    PlanState
	Horizon time.Time    // end of the plan, zero for none
	Reserve energy.Ratio // in force, of owner and storm
	Storm   bool
	Calm    time.Time // end of the storm, zero where it has none, or there is no storm
	Paused  bool
	Order   uint64 // in force, 0 for none
	Arm     uint64 // likewise
}

// Status returns what is in force at now.
func (d *Desk) Status(now time.Time) Status {
	s := Status{Reserve: d.owner.keep(now), Storm: d.owner.Storm.holds(now), Paused: d.owner.Pause.holds(now)}
	if s.Storm {
		s.Calm = d.owner.Storm.Until
	}
	if d.inForce(now) {
		s.Order = d.order.ID
	}
	if d.armed.holds(now) {
		s.Arm = d.armed.arm.ID
	}
	if len(d.plan) == 0 {
		return s
	}
	s.Horizon = d.plan[len(d.plan)-1].End
	switch {
	case now.Before(d.plan[0].Start):
		s.Plan = Ahead
	case now.Before(s.Horizon):
		s.Plan = Running
	default:
		s.Plan = Ended
	}
	return s
}
