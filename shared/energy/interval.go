package energy

import "time"

// Interval is a half-open span of time: Start is in it, End is not.
type Interval struct {
	Start, End time.Time
}

// Contains tells whether t lies in the interval.
func (i Interval) Contains(t time.Time) bool { return !t.Before(i.Start) && t.Before(i.End) }

// Duration returns the length of the interval.
func (i Interval) Duration() time.Duration { return i.End.Sub(i.Start) }
