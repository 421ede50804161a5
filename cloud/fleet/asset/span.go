package asset

import (
	"math"
	"time"
)

// Span is the time a relation or a fitting holds, half open: [From, To). A zero
// To is an end that is not known yet. Times are kept to the millisecond.
type Span struct {
	From time.Time
	To   time.Time
}

// Forever is the end of a span that has none, in milliseconds; the database has
// NULL for it.
const Forever = math.MaxInt64

// Holds tells whether at lies within the span.
func (s Span) Holds(at time.Time) bool {
	return !at.Before(s.From) && (s.To.IsZero() || at.Before(s.To))
}

// Open tells whether the span has no end yet.
func (s Span) Open() bool { return s.To.IsZero() }

// String returns the span as people read it: from one time to another, or on.
func (s Span) String() string {
	if s.Open() {
		return "from " + Stamp(s.From) + " on"
	}
	return Stamp(s.From) + " to " + Stamp(s.To)
}

// Stamp is how times are written in text, to the millisecond where they have one.
func Stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.999Z07:00") }

// SpanOf returns the span of two columns.
func SpanOf(from int64, to *int64) Span {
	s := Span{From: time.UnixMilli(from)}
	if to != nil && *to != Forever {
		s.To = time.UnixMilli(*to)
	}
	return s
}

// Bounds returns the span in milliseconds, Forever for no end.
func (s Span) Bounds() (from, to int64) {
	if s.Open() {
		return s.From.UnixMilli(), Forever
	}
	return s.From.UnixMilli(), s.To.UnixMilli()
}
