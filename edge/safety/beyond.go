package safety

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// beyond is how often powers were told that cannot be (Limits.Connection, Battery and
// Fuse) while the battery was commanded. What is not believed ends the command, and
// at rest may well be believed again: a scale that is wrong would have the battery
// come and go for ever. The first time is forgotten where the battery then does as
// much again and is believed; from the second on what was beyond is not believed for
// a pause that doubles each time, and for good after so many tries.
type beyond struct {
	trial trial
	now   signals      // beyond at the last look
	which signals      // that were, since it was forgiven
	count int          // times, as far as misses
	under energy.Watts // the most that was commanded then, not 0 W
	fair  time.Time    // since when it does as much as then and is believed
}

const (
	fairFor              = 10 * time.Second
	fairOff energy.Watts = 100 // and a tenth: so near to what it was told

	// Where neither Balance nor Proof says how often and after how long it is tried again.
	usualPause = time.Minute
	usualTries = 3
)

// exceed returns the readings that are not believed though they may be in range now.
func (s *State) exceed(l *Limits, snap *energy.Snapshot, now time.Time) signals {
	b, past := &s.beyond, l.beyond(snap, now)
	pause, tries := l.retries()
	p, asked := s.last.Power()
	if begins := past &^ b.now; begins != 0 && asked && p != 0 && !b.trial.barred(now, tries) {
		b.fail(begins, p, pause, now)
	}
	b.now = past
	b.forgive(snap, p, asked && past == 0, now)
	if b.trial.barred(now, tries) {
		return b.which
	}
	return 0
}

func (b *beyond) fail(which signals, p energy.Watts, pause time.Duration, now time.Time) {
	b.which |= which
	if p.Abs() >= b.under.Abs() {
		b.under = p
	}
	if b.count < misses {
		b.count++
	}
	if b.count == misses {
		b.trial.fail(now, pause)
		b.trial.again = now.Add(pause << min(b.trial.failed-1, mostDoubled))
	}
}

// mostDoubled is how often a pause doubles: one of a minute grows to an hour.
const mostDoubled = 6

// forgive forgets all once the battery did as much as when it failed, the same way.
func (b *beyond) forgive(snap *energy.Snapshot, p energy.Watts, well bool, now time.Time) {
	does, ok := snap.Battery.Value()
	near := ok && (does-p).Abs() <= fairOff+proofShare*p.Abs()
	asMuch := p.Abs() >= b.under.Abs() && p*b.under >= 0
	switch {
	case b.count == 0:
	case !well || !near || !asMuch:
		b.fair = time.Time{}
	case b.fair.IsZero():
		b.fair = now
	case now.Sub(b.fair) >= fairFor:
		*b = beyond{}
	}
}

// beyond returns the powers that are told, good and fresh, and cannot be. The sum of
// several batteries is not judged: each is.
func (l *Limits) beyond(snap *energy.Snapshot, now time.Time) signals {
	var out signals
	if p, ok := fresh(snap.Battery, now, l.Ages.Battery); ok && !l.Battery.holds(p) && !l.Summed {
		out |= battery
	}
	if p, ok := fresh(snap.Grid, now, l.Ages.Grid); ok && !l.Connection.holds(p) {
		out |= grid
	}
	for i, fed := range l.Fuse.Feeds {
		if a, ok := fresh(snap.Phases[i], now, l.Ages.Grid); ok && fed && l.Fuse.Limited && !l.Fuse.flows(a) {
			out |= phases
		}
	}
	return out
}

// retries is after how long and how often what failed is tried again.
func (l *Limits) retries() (time.Duration, uint8) {
	switch {
	case l.Balance.Limited:
		return l.Balance.Pause, l.Balance.Tries
	case l.Proof.Limited:
		return l.Proof.Pause, l.Proof.Tries
	}
	return usualPause, usualTries
}
