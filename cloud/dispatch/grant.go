package dispatch

import (
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// grant is what one order that was sent grants.
type grant struct {
	id    uint64
	share energy.Participation
	until time.Time // it ends by itself
}

// runs tells whether the grant, had the home taken it, is in force.
func (g *grant) runs(now time.Time) bool { return now.Before(g.until) }

// keep puts the newest order to those that may be in force still: another follows.
func (l *lease) keep(now time.Time) {
	l.older = slices.DeleteFunc(l.older, func(g grant) bool { return !g.runs(now) })
	if l.runs(now) {
		l.older = append(l.older, l.grant)
	}
}

// confirm lets go of what was sent before the order that the home tells to be in force,
// or before a release that it took: a home takes no order that is not newer.
func (l *lease) confirm(h *Home) {
	told := h.InForce
	if told == 0 && !l.share.FollowsSignal() && h.Highest >= l.id {
		told = l.id
	}
	if len(l.older) > 0 {
		l.older = slices.DeleteFunc(l.older, func(g grant) bool { return g.id < told })
	}
}

// sent returns what the order of an id grants, where it is one that may be in force.
func (l *lease) sent(id uint64) (energy.Participation, bool) {
	if id == l.id {
		return l.share, id != 0
	}
	for i := range l.older {
		if l.older[i].id == id {
			return l.older[i].share, true
		}
	}
	return energy.Participation{}, false
}

// held returns the most that may be in force at the home.
func (l *lease) held(now time.Time) (h Hold) {
	if l.runs(now) {
		h = holdOf(l.share)
	}
	for i := range l.older {
		if g := &l.older[i]; g.runs(now) {
			h = h.or(holdOf(g.share))
		}
	}
	return h
}

// ends returns when nothing of the lease is in force any more.
func (l *lease) ends() time.Time {
	end := l.until
	for i := range l.older {
		if g := &l.older[i]; g.until.After(end) {
			end = g.until
		}
	}
	return end
}
