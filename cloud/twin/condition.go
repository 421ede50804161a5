package twin

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Condition says whether a home can be commanded and, where not, why. Broken
// and unreachable are two conditions. The zero value is NeverSeen.
type Condition uint8

// The conditions, in the order in which they are looked for.
const (
	NeverSeen   Condition = iota // no report has come
	Unreachable                  // offline, or silent for longer than TimeOut, or than its heartbeat allows
	Broken                       // reachable, and its safety is in Failsafe
	Unclear                      // reachable, and its battery cannot be read
	Commandable
)

// String returns the condition's stable name.
func (c Condition) String() string {
	switch c {
	case Unreachable:
		return "unreachable"
	case Broken:
		return "broken"
	case Unclear:
		return "unclear"
	case Commandable:
		return "commandable"
	}
	return "never_seen"
}

// Condition returns the home's condition at now.
func (t *Twin) Condition(now time.Time) Condition {
	silent, seen := t.Silent(now)
	switch {
	case !seen:
		return NeverSeen
	case !t.Online || silent > t.patience():
		return Unreachable
	case t.Report.Decision.State == energy.Failsafe:
		return Broken
	case !t.batteryKnown(now):
		return Unclear
	}
	return Commandable
}

func (t *Twin) batteryKnown(now time.Time) bool {
	s := &t.Report.Snapshot
	since, heard := t.Old(now)
	return heard && sure(s.SoC, s.At, since) && sure(s.Capacity, s.At, since) &&
		sure(s.MaxCharge, s.At, since) && sure(s.MaxDischarge, s.At, since)
}

// sure tells whether a promise may stand on r: read well, and within slow,
// for these change with the battery's charge and not with its power. since is
// how long ago it was sampled, or last known to hold.
func sure[T ~float64](r energy.Reading[T], sampled time.Time, since time.Duration) bool {
	const slow = time.Minute
	age, seen := r.Age(sampled)
	return seen && r.Quality() == energy.Good && age+since <= slow
}
