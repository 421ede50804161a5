package driver

import "time"

// Outcome is what became of one command.
type Outcome uint8

// The outcomes.
const (
	Unverified Outcome = iota // taken and read back; its effect is not seen yet
	Verified                  // seen in measured power
	Failed                    // not applied, or without effect
)

// How failures lead to distrust, and how long it lasts.
const (
	maxFailures  = 3
	failureSpan  = 10 * time.Minute // failures further apart are not one story
	firstBackoff = 5 * time.Minute
	maxBackoff   = 24 * time.Hour
	briefly      = 20 * time.Second // for what only ever asks for less, and wears nothing
)

// Proof is what a device's outcomes add up to: after maxFailures in a row it is
// not commanded for a time, which doubles with each downgrade until a command is
// verified. The zero Proof knows of nothing. Times are on the monotonic clock.
type Proof struct {
	failures int
	last     time.Time
	trips    int
	until    time.Time
}

// After returns the Proof with one more outcome.
func (p Proof) After(o Outcome, now time.Time) Proof {
	switch o {
	case Verified:
		return Proof{}
	case Unverified:
		return p
	}
	if p.failures > 0 && now.Sub(p.last) > failureSpan {
		p.failures = 0
	}
	p.failures, p.last = p.failures+1, now
	if p.failures >= maxFailures {
		p.until = now.Add(min(maxBackoff, firstBackoff<<min(p.trips, 16)))
		p.trips, p.failures = p.trips+1, 0
	}
	return p
}

// Failing is After of one more failure of what only ever asks for less power, as a
// limit does: to leave it alone for longer than most would let more through, and
// whoever overruled it may be gone.
func (p Proof) Failing(now time.Time, most time.Duration) Proof {
	p = p.After(Failed, now)
	if latest := now.Add(most); p.until.After(latest) {
		p.until = latest
	}
	return p
}

// Calmed is p without the past, where all has gone well for some time since a failure,
// and since it was left alone for one.
func (p Proof) Calmed(now time.Time) Proof {
	if now.Sub(p.last) > calm && now.Sub(p.until) > calm {
		return Proof{}
	}
	return p
}

// patience is the longest that a limit is left alone whose register is made for budget
// writes a day, 0 for as many as one likes: the day has more writes in that time than a
// quarrel costs.
func patience(budget int) time.Duration {
	if budget == 0 {
		return briefly
	}
	return (maxFailures + 1) * 24 * time.Hour / time.Duration(budget)
}

// Downgraded tells whether the device is not to be commanded now, and until when.
func (p Proof) Downgraded(now time.Time) (time.Time, bool) { return p.until, now.Before(p.until) }
