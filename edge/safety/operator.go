package safety

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Guard names the network operator's box (the Energy Guard of EEBUS LPC and
// LPP), such as by its SKI. What comes from any other is not heard.
type Guard string

// Direction is which way a limit of the operator counts, at the grid
// connection.
type Direction uint8

// The directions.
const (
	Importing Direction = iota // EEBUS LPC: consumption
	Exporting                  // EEBUS LPP: production
)

// Operated is what commissioning knows of the network operator: its box, and
// the failsafe limit for each direction. A direction whose Failsafe is not
// Limited is not operated: limits for it are refused.
type Operated struct {
	Guard    Guard
	Failsafe [2]Cap // by Direction; §14a EnWG leaves a battery 4200 W of import
}

// Dim is one limit as the operator's box writes it, a magnitude in W. 0 W is
// a limit. One that is not Active lifts the limit before it. One that is not
// Timed has no duration and holds until the next.
type Dim struct {
	Active bool
	Power  energy.Watts
	Timed  bool
	Lasts  time.Duration // where Timed
}

// Silence is how long no heartbeat may come ([LPC-912]; the box sends one at
// least each 60 s).
const Silence = 120 * time.Second

// Operator is what the network operator's box said last, for both directions.
// The zero Operator has heard nothing, and so holds the failsafe limits. Limits
// are kept across restarts by MarshalBinary.
//
// A direction is in failsafe until a heartbeat has come and, after it, a limit
// ([LPC-916]), active or not, and again from Silence on. In failsafe the
// failsafe limit holds, and with it the limit in force if that is lower.
// EEBUS would have a home without its box go unlimited on its own, after 120 s
// ([LPC-906]) or once the failsafe duration is over ([LPC-921]): this one
// never does, so that it needs no such duration.
type Operator struct {
	beat time.Time // last heartbeat
	back time.Time // first heartbeat after silence
	told [2]told
}

type told struct {
	dim Dim
	at  time.Time
}

// Beat returns o after a heartbeat of from.
func (o Operator) Beat(c *Operated, from Guard, now time.Time) Operator {
	if from != c.Guard {
		return o
	}
	if o.silent(now) {
		o.back = now
		for d := range o.told {
			o.told[d].at = earlier(o.told[d].at, now.Add(-1)) // kept by a clock that was ahead
		}
	}
	o.beat = now
	return o
}

// Tell returns o after from wrote a limit, and "", or o as it was and why the
// limit was refused.
func (o Operator) Tell(c *Operated, from Guard, d Direction, dim Dim, now time.Time) (Operator, string) {
	switch {
	case from != c.Guard:
		return o, "want the limit from the box named at commissioning"
	case int(d) >= len(o.told) || !c.Failsafe[d].Limited:
		return o, "want a direction that has a failsafe limit"
	case o.silent(now):
		return o, "want a heartbeat before a limit"
	case dim.Active && !magnitude(dim.Power):
		return o, "want a limit that is finite and not negative"
	case dim.Active && dim.Timed && dim.Lasts <= 0:
		return o, "want a duration above 0, or none"
	}
	o.told[d] = told{dim: dim, at: now}
	return o, ""
}

// Cap returns the limit for d.
func (o Operator) Cap(c *Operated, d Direction, now time.Time) Cap {
	if int(d) >= len(o.told) {
		return Cap{}
	}
	t := o.told[d]
	var limit Cap
	if t.dim.Active && (!t.dim.Timed || now.Sub(t.at) < t.dim.Lasts) {
		limit = Cap{Limited: true, Power: t.dim.Power}
	}
	if o.failsafe(d, now) {
		return limit.Tighter(c.Failsafe[d])
	}
	return limit
}

// Phase returns where d stands: Failsafe, Limited by the box, or Controlled,
// which is unlimited by its word.
func (o Operator) Phase(c *Operated, d Direction, now time.Time) energy.SafetyState {
	switch {
	case int(d) >= len(o.told) || !c.Failsafe[d].Limited:
		return energy.Autonomous
	case o.failsafe(d, now):
		return energy.Failsafe
	case o.Cap(c, d, now).Limited:
		return energy.Limited
	}
	return energy.Controlled
}

func earlier(a, b time.Time) time.Time {
	if a.After(b) {
		return b
	}
	return a
}

func (o Operator) failsafe(d Direction, now time.Time) bool {
	return o.silent(now) || o.told[d].at.IsZero() || o.told[d].at.Before(o.back)
}

func (o Operator) silent(now time.Time) bool {
	return o.beat.IsZero() || now.Sub(o.beat) >= Silence
}
