package uplink

import "time"

// backoff is exponential with full jitter: the pause before a new try is
// uniform between 0 and a bound that doubles up to a cap, so that a fleet cut
// off at one instant does not come back at one instant.
type backoff struct {
	min, max time.Duration
	failures int
}

// pause returns how long to wait after one more failure; spread is a random
// number in [0, 1).
func (b *backoff) pause(spread float64) time.Duration {
	bound := b.max
	if b.failures < 30 {
		bound = min(b.max, b.min<<b.failures)
	}
	b.failures++
	return time.Duration(spread * float64(bound))
}

// lasted forgets the failures where a session held on for longer than the cap:
// a broker that accepts and cuts at once is still failing.
func (b *backoff) lasted(d time.Duration) {
	if d > b.max {
		b.failures = 0
	}
}
