package proxy

import "time"

// allowance is a bucket of requests that one client may make, which fills at a
// rate per second.
type allowance struct {
	left float64
	at   time.Time // when left was right
}

// take takes a request at now and returns how long it has to wait.
func (a *allowance) take(now time.Time, rate int) time.Duration {
	if !a.at.IsZero() {
		a.left += now.Sub(a.at).Seconds() * float64(rate)
	}
	a.left, a.at = min(a.left, float64(rate))-1, now
	if a.left >= 0 {
		return 0
	}
	return time.Duration(-a.left / float64(rate) * float64(time.Second))
}
