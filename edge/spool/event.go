package spool

import "github.com/hearthgrid/hearthgrid/shared/energy"

// alarms are the bounds that somebody will ask about later.
const alarms = energy.BoundDevice | energy.BoundStale | energy.BoundFuse | energy.BoundCell | energy.BoundImplausible |
	energy.BoundIsland | energy.BoundOperator | energy.BoundLockout | energy.BoundUnproven

// tidings tells whether a report says that a condition began or ended.
func tidings(r *energy.Report) bool { return r.News != nil && len(r.News.Edges) > 0 }

// event tells whether a decision differs from the one before in what somebody
// will ask about later: who commands, failsafe, and what stops the battery.
func event(before, d *energy.Decision) bool {
	return d.Layer != before.Layer || d.Order != before.Order ||
		(d.State == energy.Failsafe) != (before.State == energy.Failsafe) || d.Bounds&alarms != before.Bounds&alarms
}

// classOf returns the class of reports, and the decision that the next are
// compared with.
func classOf(before energy.Decision, reports []energy.Report) (class, energy.Decision) {
	c := ordinary
	for i := range reports {
		if tidings(&reports[i]) || event(&before, &reports[i].Decision) {
			c = eventful
		}
		before = reports[i].Decision
	}
	return c, before
}
