package fieldbus

import "time"

// UnitState is how a unit takes requests.
type UnitState uint8

// The states of a unit.
const (
	Unasked   UnitState = iota // the zero value
	Answering                  // its last answer was one; a refusal is one
	Strained                   // says that it is busy, or was late once: asked less often
	Silent                     // asleep, off or not there: probed now and then
)

// String returns the state's stable name, as in metrics and logs.
func (s UnitState) String() string {
	return [...]string{"unasked", "answering", "strained", "silent"}[s]
}

// How a gap grows and decays.
const (
	firstGap = 20 * time.Millisecond // after the first sign of strain; then it doubles
	mostGap  = 2 * time.Second
	decay    = 8 // each answer takes away the gap's eighth part
)

// unit is what a link knows of one. Its methods are pure: time is an input.
type unit struct {
	state    UnitState
	since    time.Time     // in this state
	least    time.Duration // between its requests, by its driver
	strain   time.Duration // on top of that, learned
	misses   int           // in a row
	next     time.Time     // not to be asked before
	barriers barriers
}

// answered notes an answer whose exchange ended at now.
func (u *unit) answered(now time.Time) {
	if u.state == Silent {
		u.barriers.forget()
	}
	u.misses = 0
	u.strain -= u.strain / decay
	if u.strain < time.Millisecond {
		u.strain = 0
	}
	u.next = now.Add(max(u.least, u.strain))
	u.become(Answering, now)
}

// strained notes that the unit was busy, or late but there.
func (u *unit) strained(now time.Time) {
	u.misses = 0
	u.slow(now)
	u.become(Strained, now)
}

func (u *unit) slow(now time.Time) {
	u.strain = min(max(2*u.strain, firstGap), mostGap)
	u.next = now.Add(max(u.least, u.strain))
}

// missed notes that nothing came, which cost the others that time. From the
// second in a row the unit is left alone for at least twice of it, then twice
// as long: so the others keep two thirds of the line at the worst.
func (u *unit) missed(now time.Time, cost, most time.Duration) {
	u.misses++
	u.slow(now)
	if u.misses < 2 {
		u.become(Strained, now)
		return
	}
	wait := min(2*cost, most)
	for i := 2; i < u.misses && wait < most; i++ {
		wait = min(2*wait, most)
	}
	u.next = now.Add(max(wait, u.least))
	u.become(Silent, now)
}

func (u *unit) become(s UnitState, now time.Time) {
	if u.state != s {
		u.state, u.since = s, now
	}
}
