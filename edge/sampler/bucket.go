package sampler

import "time"

// bucket holds so many tokens, and gets another each so often.
type bucket struct {
	most   float64
	every  time.Duration
	tokens float64
	at     time.Time // of the last look; zero: it is full
}

// fill brings the bucket to now.
func (b *bucket) fill(now time.Time) {
	if b.at.IsZero() {
		b.tokens, b.at = b.most, now
	}
	gained := float64(max(0, now.Sub(b.at))) / float64(b.every)
	b.tokens, b.at = min(b.most, b.tokens+gained), now
}

// take takes a token, and tells whether there was one.
func (b *bucket) take() bool {
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}
