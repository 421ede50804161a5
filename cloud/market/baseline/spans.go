package baseline

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Spans returns what m looks at of the day that is back days before event, 0 for the
// event's own: the hours of adjustment and those of the event, a step of step each,
// as far as the day has them. It is nothing for a day that m does not use, whatever
// was metered on it.
func (m Method) Spans(event energy.Interval, step time.Duration, others []energy.Interval, in Calendar, back int) []energy.Interval {
	s := similar{m: m, event: event, others: others, in: in}
	s.hours = starts(event, step)
	s.before = starts(energy.Interval{Start: event.Start.Add(-m.From), End: event.Start.Add(-m.To)}, step)
	own := dateOf(event.Start, in.Location)
	if date := own.plus(-back); back > 0 && (in.free(date) != in.free(own) || s.hasEvent(date)) {
		return nil
	}
	var all []energy.Interval
	for _, times := range [...][]time.Time{s.before, s.hours} {
		if span, ok := s.spanned(times, back, step); ok {
			all = append(all, span)
		}
	}
	return all
}

// spanned is from the first to the last of the like of times.
func (s *similar) spanned(times []time.Time, back int, step time.Duration) (span energy.Interval, ok bool) {
	for _, t := range times {
		there, has := s.in.alike(t, back)
		if !has {
			continue
		}
		if !ok || there.Before(span.Start) {
			span.Start = there
		}
		if end := there.Add(step); !ok || end.After(span.End) {
			span.End = end
		}
		ok = true
	}
	return span, ok
}

// Spans returns what b looks at of the time before event, and of it.
func (b Before) Spans(event energy.Interval) []energy.Interval {
	return []energy.Interval{{Start: event.Start.Add(-b.Window), End: event.End}}
}
