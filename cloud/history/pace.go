package history

import (
	"math"
	"time"
)

const (
	// paceSpan is over how long the pace of what comes is smoothed.
	paceSpan = 2 * time.Second
	// shortWait is what is too short to be worth waiting for.
	shortWait = 10 * time.Millisecond
)

// pace is how fast the journal grows. The zero pace is that of one in which nothing came.
type pace struct {
	perSecond float64 // bytes
	at        time.Time
}

// after returns the pace at now, where n bytes came since that of p.
func (p pace) after(n int64, now time.Time) pace {
	span := now.Sub(p.at).Seconds()
	if span <= 0 {
		return pace{perSecond: p.perSecond + float64(n)/paceSpan.Seconds(), at: p.at}
	}
	gone := -math.Expm1(-span / paceSpan.Seconds())
	return pace{perSecond: p.perSecond*(1-gone) + float64(n)/span*gone, at: now}
}

// left returns how long bytes on their way to the database are yet to wait for others, where
// the first of them waits for age: 0 says that they are a block. Samples of one series that
// come side by side cost the database less, and few wait for few in vain. So the wait is that
// share of most which, at this pace, a block would have of its full size after most.
func (p pace) left(waiting int64, age, most time.Duration) time.Duration {
	full := p.perSecond * most.Seconds() / blockBytes
	wait := time.Duration(min(1, full) * float64(most))
	if waiting >= blockBytes || wait < shortWait {
		return 0
	}
	return max(0, wait-age)
}
