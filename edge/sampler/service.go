package sampler

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

const (
	// linger is how long every tick is told after service ended, so that its end
	// is seen whole.
	linger = 10 * time.Second
	// news is how long an alarm is new. One that stands for days, such as an
	// inverter that was taken away, is told in its first report and each heartbeat.
	news = 10 * time.Minute
)

// limits are the bounds by which others hold the home, or its connection does.
const limits = energy.BoundExport | energy.BoundImport | energy.BoundFuse | energy.BoundOperator

// trouble are the bounds that are an alarm.
const trouble = energy.BoundDevice | energy.BoundStale | energy.BoundCell | energy.BoundImplausible | energy.BoundIsland |
	energy.BoundLockout | energy.BoundUnproven

// serves tells whether the home is in service or watched.
func (s *Sampler) serves(snap *energy.Snapshot, d *energy.Decision, watched time.Time) bool {
	now := snap.At
	busy := d.Order != 0 || d.Layer == energy.Dispatch || d.Layer == energy.Frequency || d.Bounds&limits != 0
	if alarming := s.alarms.new(d, now); busy || alarming || now.Before(watched) {
		s.calm = now.Add(linger)
	}
	return now.Before(s.calm)
}

// alarms is what is wrong with a home, and since when.
type alarms struct {
	bounds   energy.Bounds
	failsafe bool
	since    time.Time
}

// new tells whether something is wrong that was not long ago. What ended is
// news for linger alone.
func (a *alarms) new(d *energy.Decision, now time.Time) bool {
	bounds, failsafe := d.Bounds&trouble, d.State == energy.Failsafe
	if bounds != a.bounds || failsafe != a.failsafe {
		*a = alarms{bounds: bounds, failsafe: failsafe, since: now}
	}
	return (bounds != 0 || failsafe) && now.Sub(a.since) < news
}
