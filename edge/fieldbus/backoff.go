package fieldbus

import "time"

// delay is how long to wait before attempt to connect, when the link has
// failed failures times since its last good answer. The first is immediate:
// most often the peer has only dropped an idle connection. Then it doubles
// from least to most, of which jitter, 0 to 1, takes away up to half.
func delay(failures int, least, most time.Duration, jitter float64) time.Duration {
	if failures <= 1 {
		return 0
	}
	wait := least
	for i := 2; i < failures && wait < most; i++ {
		wait *= 2
	}
	wait = min(wait, most)
	return wait - time.Duration(jitter*float64(wait)/2)
}
