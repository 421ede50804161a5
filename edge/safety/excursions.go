package safety

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// The rules of ENA EREC G100 issue 2 for the homes it calls domestic. (Another
// premises' lock-out may end by itself after 4 h: a home's does not.)
const (
	longEnough   = 15 * time.Second    // an excursion is an event
	tooLong      = time.Minute         // and a lock-out
	soonAgain    = 10 * time.Minute    // two events within lock out
	oneDay       = 24 * time.Hour      // more than three events within lock out
	dayEvents    = 4                   // that many, then
	oneMonth     = 30 * 24 * time.Hour // the owner's resets within are counted
	ownersResets = 2                   // fewer than three
)

// Excursions watches the export at the grid connection and locks the home out
// that keeps on breaking its limit. The zero Excursions have seen none. It is
// kept across restarts by MarshalBinary; times are then those of the wall
// clock, and one that lies ahead counts as recent.
type Excursions struct {
	from    time.Time // of the excursion that lasts, zero: none
	over    time.Time // since when it was measured, not only not known; zero: never
	counted bool      // as an event
	at      time.Time // of the last Watch
	events  [dayEvents]time.Time
	resets  [ownersResets]time.Time // by the owner
	locked  bool
}

// Locked tells whether the home is locked out, for Live.Lockout.
func (e Excursions) Locked() bool { return e.locked }

// Recent returns how many events there were in the day before now.
func (e Excursions) Recent(now time.Time) int { return within(e.events[:], oneDay, now) }

// Watch returns e after one look at the meter. grid is no longer known once it
// is older than age, and neither is what went on between two looks further
// apart than that: an excursion lasts until a reading shows its end, and a
// meter lost for 15 s is an event, though never by itself the minute that
// locks out. Nothing is counted in a lock-out, on an island or without a
// limit. The limit is the agreed one, Limits.Export.
func (e Excursions) Watch(l *Limits, grid energy.Reading[energy.Watts], islanded energy.Reading[energy.Ratio], now time.Time) Excursions {
	gap := !e.at.IsZero() && now.Sub(e.at) > l.Ages.Grid
	e.at = now
	if cut, ok := fresh(islanded, now, l.Ages.Grid); e.locked || !l.Export.Limited || (ok && cut >= 0.5) {
		e.from, e.over, e.counted = time.Time{}, time.Time{}, false
		return e
	}
	g, known := fresh(grid, now, l.Ages.Grid)
	known = known && l.Connection.holds(g)
	inside := known && g <= l.Export.Power
	if !inside && e.from.IsZero() {
		e.from = now
	}
	if known && !inside && e.over.IsZero() {
		e.over = now
	}
	if (!inside || gap) && !e.from.IsZero() && !e.counted && now.Sub(e.from) >= longEnough {
		e = e.count(now)
	}
	e.locked = e.locked || (!inside && !e.over.IsZero() && now.Sub(e.over) >= tooLong)
	if inside {
		e.from, e.over, e.counted = time.Time{}, time.Time{}, false
	}
	return e
}

// count takes in one event.
func (e Excursions) count(now time.Time) Excursions {
	copy(e.events[:], e.events[1:])
	e.events[dayEvents-1], e.counted = now, true
	e.locked = e.locked || within(e.events[:], soonAgain, now) >= 2 || within(e.events[:], oneDay, now) >= dayEvents
	return e
}

// Person is who resets a lock-out.
type Person uint8

// The persons.
const (
	Resident Person = iota
	Installer
)

// Reset returns e without its lock-out, and "", or e as it was and why not. A
// resident may do so twice in 30 days. An installer always may, and clears
// what was counted.
func (e Excursions) Reset(by Person, now time.Time) (Excursions, string) {
	switch {
	case by == Installer:
		return Excursions{}, ""
	case !e.locked:
		return e, "want a lock-out to reset"
	case within(e.resets[:], oneMonth, now) >= ownersResets:
		return e, "want an installer: a resident may reset twice in 30 days"
	}
	next := Excursions{resets: e.resets}
	copy(next.resets[:], next.resets[1:])
	next.resets[ownersResets-1] = now
	return next, ""
}

// within counts the times that are no further back than span. One ahead of now
// is not further back.
func within(times []time.Time, span time.Duration, now time.Time) int {
	n := 0
	for _, t := range times {
		if !t.IsZero() && now.Sub(t) <= span {
			n++
		}
	}
	return n
}
