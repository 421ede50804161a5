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
	briefly      = 20 * time.Second // for what only ever asks for less
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
// limit does: to leave it alone for long would let more through, and whoever
// overruled it may be gone.
func (p Proof) Failing(now time.Time) Proof {
	p = p.After(Failed, now)
	p.trips = 0
	if most := now.Add(briefly); p.until.After(most) {
		p.until = most
	}
	return p
}

// Downgraded tells whether the device is not to be commanded now, and until when.
func (p Proof) Downgraded(now time.Time) (time.Time, bool) { return p.until, now.Before(p.until) }
