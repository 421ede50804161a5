package ask

import (
	"maps"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// Deadline is how long a question waits for its turn and its answer together.
const Deadline = 5 * time.Second

// Apart is the least time between two questions to one home. A home drops the
// second one within a second; the rest is for a network that bunches them up.
const Apart = 1500 * time.Millisecond

// LongestTurn is how long a question may wait for its turn, which leaves its
// home 2 s. Turns being Apart, at most (Deadline+LongestTurn)/Apart+1 = 6
// questions to one home wait.
const LongestTurn = 2 * Apart

// MostWaiting is how many questions wait in all.
const MostWaiting = 1000

// question is one that waits.
type question struct {
	id     uint64
	site   energy.SiteID
	turn   time.Time             // when it may be sent
	answer chan wire.Explanation // holds one
}

// line is the questions that wait. It is pure.
type line struct {
	last    uint64 // the id given last
	waiting map[uint64]*question
	free    map[energy.SiteID]time.Time // from when a home may be asked again
}

// join returns a new question with its turn, and false where too many wait.
func (l *line) join(site energy.SiteID, now time.Time) (*question, bool) {
	if len(l.free) >= MostWaiting {
		maps.DeleteFunc(l.free, func(_ energy.SiteID, t time.Time) bool { return !t.After(now) })
	}
	turn := now
	if free := l.free[site]; free.After(now) {
		turn = free
	}
	if len(l.waiting) >= MostWaiting || turn.Sub(now) > LongestTurn {
		return nil, false
	}
	l.last++
	q := &question{id: l.last, site: site, turn: turn, answer: make(chan wire.Explanation, 1)}
	l.waiting[q.id], l.free[site] = q, turn.Add(Apart)
	return q, true
}

// take hands e to the question that it answers, which no longer waits.
func (l *line) take(e wire.Explanation) fate {
	q, ok := l.waiting[e.ID]
	switch {
	case !ok:
		return late
	case q.site != e.Site:
		return foreign
	}
	delete(l.waiting, e.ID)
	q.answer <- e
	return answered
}

// leave tells whether q still waited. It does no longer.
func (l *line) leave(q *question) bool {
	_, ok := l.waiting[q.id]
	delete(l.waiting, q.id)
	return ok
}

// unsent gives q's turn back, where nobody stands behind it: the next one is to
// be refused at once too.
func (l *line) unsent(q *question) {
	l.leave(q)
	if l.free[q.site].Equal(q.turn.Add(Apart)) {
		l.free[q.site] = q.turn
	}
}
