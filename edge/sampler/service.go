package sampler

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

const (
	// linger is how long every tick is told after service ended, or a limit changed,
	// so that it is seen whole.
	linger = 10 * time.Second
	// news is how long an alarm is new. One that stands for days, such as an
	// inverter that was taken away, is told in its first report and each heartbeat.
	news = 10 * time.Minute
)

// What news may cost: so many ticks at once, and then one each so often. An alarm that
// comes and goes all day is seen in full at its beginning, and by its changes later.
const (
	newsBurst = 1200
	newsEach  = 6 * time.Minute
)

// limits are the bounds by which others hold the home, or its connection does. One
// that stands is told by the report in which it begins.
const limits = energy.BoundExport | energy.BoundImport | energy.BoundFuse | energy.BoundOperator

// trouble are the bounds that are an alarm.
const trouble = energy.BoundDevice | energy.BoundStale | energy.BoundCell | energy.BoundImplausible | energy.BoundIsland |
	energy.BoundLockout | energy.BoundUnproven

// serves tells whether the home is in service, watched, or has news.
func (s *Sampler) serves(snap *energy.Snapshot, d *energy.Decision, watched time.Time) bool {
	now := snap.At
	fresh := s.changes.see(d, now)
	if d.Order != 0 || d.Layer == energy.Dispatch || d.Layer == energy.Frequency || now.Before(watched) {
		s.calm = now.Add(linger)
	}
	if now.Before(s.calm) {
		return true
	}
	s.allowance.fill(now)
	return fresh && s.allowance.take()
}

// changes is what is wrong with a home or limits it, and until when that is news.
type changes struct {
	wrong, limit energy.Bounds
	failsafe     bool
	until        time.Time
}

// see tells whether something is wrong that was not long ago, or ended or limits the
// home differently since a moment ago.
func (c *changes) see(d *energy.Decision, now time.Time) bool {
	wrong, limit, failsafe := d.Bounds&trouble, d.Bounds&limits, d.State == energy.Failsafe
	switch {
	case wrong&^c.wrong != 0 || failsafe && !c.failsafe:
		c.until = now.Add(news)
	case wrong == 0 && !failsafe && (c.wrong != 0 || c.failsafe):
		c.until = now.Add(linger)
	case limit != c.limit && c.until.Before(now.Add(linger)):
		c.until = now.Add(linger)
	}
	c.wrong, c.limit, c.failsafe = wrong, limit, failsafe
	return now.Before(c.until)
}
