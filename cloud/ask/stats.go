package ask

import "sync/atomic"

// Stats counts questions and answers since the start.
type Stats struct {
	Sent       uint64 // questions
	Answered   uint64
	Unanswered uint64 // in time, those included whose asker went away
	Busy       uint64 // questions refused, for too many waited
	Unsent     uint64 // questions the broker did not take
	Late       uint64 // answers that nobody waited for any more
	Foreign    uint64 // answers of a home that was not asked
}

// fate is what became of an answer or a question.
type fate uint8

const (
	sent fate = iota
	answered
	unanswered
	busy
	unsent
	late
	foreign
	numFates
)

type counters [numFates]atomic.Uint64

// Stats returns the counts so far.
func (a *Asker) Stats() Stats {
	n := func(f fate) uint64 { return a.count[f].Load() }
	return Stats{
		Sent: n(sent), Answered: n(answered), Unanswered: n(unanswered), Busy: n(busy), Unsent: n(unsent),
		Late: n(late), Foreign: n(foreign),
	}
}
