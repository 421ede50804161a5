package gateway

import (
	"errors"
	"log/slog"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// connection is what binds the home at its grid connection, beside what was agreed:
// the lock-out that follows excursions over the export limit, and what the network
// operator's box says. It has no lock.
type connection struct {
	judged     safety.Limits // those agreed, with what the meter may be wrong by
	excursions safety.Excursions
	operated   safety.Operated
	operator   safety.Operator
	phases     [2]energy.SafetyState // of the operator's limits, as last logged
	still      bool                  // what was agreed is not known
	log        *slog.Logger
}

// watch looks for an excursion.
func (c *connection) watch(snap *energy.Snapshot) {
	before := c.excursions.Locked()
	c.excursions = c.excursions.Watch(&c.judged, snap.Grid, snap.Islanded, snap.At)
	if now := c.excursions.Locked(); now != before {
		c.log.Error("ALARM: locked out: the export limit was exceeded too often or too long", "events_in_a_day", c.excursions.Recent(snap.At))
	}
}

// reset lifts a lock-out, or refuses to.
func (c *connection) reset(by safety.Person, now time.Time) error {
	next, refusal := c.excursions.Reset(by, now)
	if refusal != "" {
		return &fault.Error{Op: "reset the lock-out", Kind: fault.Conflict, Err: errors.New(refusal)}
	}
	c.excursions = next
	c.log.Warn("the lock-out is reset", "by_installer", by == safety.Installer)
	return nil
}

// dim takes a limit of the network operator's box, or refuses it.
func (c *connection) dim(from safety.Guard, d safety.Direction, dim safety.Dim, now time.Time) error {
	next, refusal := c.operator.Tell(&c.operated, from, d, dim, now)
	if refusal != "" {
		return &fault.Error{Op: "take the operator's limit", Kind: fault.Denied, Subject: string(from), Err: errors.New(refusal)}
	}
	c.operator = next
	return nil
}

// binds is what binds for now, with the owner's reserve.
func (c *connection) binds(reserve energy.Ratio, now time.Time) safety.Live {
	return safety.Live{
		Reserve: reserve, Lockout: c.excursions.Locked(), Still: c.still,
		Export: c.limit(safety.Exporting, now), Import: c.limit(safety.Importing, now),
	}
}

// limit returns the operator's limit, and logs where it moves.
func (c *connection) limit(d safety.Direction, now time.Time) safety.Cap {
	phase := c.operator.Phase(&c.operated, d, now)
	if phase != c.phases[d] {
		c.phases[d] = phase
		if c.operated.Guard != "" {
			c.log.Info("network operator's limit", "exporting", d == safety.Exporting, "state", phase)
		}
	}
	if phase == energy.Autonomous {
		return safety.Cap{}
	}
	return c.operator.Cap(&c.operated, d, now)
}
