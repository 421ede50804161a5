package server

import (
	"context"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/history"
	"github.com/hearthgrid/hearthgrid/cloud/twin"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

const (
	// bridged is how long a value stands after it was last known to hold, where no
	// other follows.
	bridged = twin.TimeOut
	// longestHeld is for how long one may hold without a word: the longest
	// heartbeat there is.
	longestHeld = 5 * time.Minute
)

// lasting are the metrics of whose steps the last value is told, not the
// average.
var lasting = map[history.Metric]bool{history.StateOfCharge: true}

// reader reads what is known of one metric.
type reader func(ctx context.Context, span energy.Interval) ([]history.Known, error)

// inSteps returns the steps of a span with what is known of each, reading a part
// at a time, so that what is held at once does not grow with the span.
func inSteps(ctx context.Context, span energy.Interval, step time.Duration, read reader) (*steps, error) {
	s := newSteps(span, step)
	begin := span.Start.Add(-longestHeld)
	if begin.UnixMilli() <= 0 {
		begin = span.Start
	}
	var last *history.Known
	for at := begin; at.Before(span.End); {
		end := earlier(span.End, at.Add(api.MaxSpan))
		known, err := read(ctx, energy.Interval{Start: at, End: end})
		if err != nil {
			return nil, err
		}
		for i := range known {
			s.follow(last, known[i].At)
			s.note(&known[i])
			last = &known[i]
		}
		at = end
	}
	s.follow(last, span.End)
	return s, nil
}

// steps is a span cut into equal parts, the last of which may be shorter.
type steps struct {
	span energy.Interval
	step time.Duration
	of   []part
}

// part is what is known of one step.
type part struct {
	sum   float64 // of value times seconds
	known time.Duration
	last  float64
	any   bool // last is one
	worst quality
}

func newSteps(span energy.Interval, step time.Duration) *steps {
	return &steps{span: span, step: step, of: make([]part, (span.End.Sub(span.Start)+step-1)/step)}
}

// note takes in what was read inside a step.
func (s *steps) note(k *history.Known) {
	if s.span.Contains(k.At) && k.Quality != energy.Missing {
		in := &s.of[k.At.Sub(s.span.Start)/s.step]
		in.last, in.any, in.worst = k.Value, true, max(in.worst, qualityOf(k))
	}
}

// follow has k stand until the next is known, for as long as it does. What was
// lost stands for nothing.
func (s *steps) follow(k *history.Known, next time.Time) {
	if k == nil || k.Quality == energy.Missing {
		return
	}
	until := earlier(next, earlier(k.Until.Add(bridged), s.span.End))
	at := k.At
	if at.Before(s.span.Start) {
		at = s.span.Start
	}
	for at.Before(until) {
		i := at.Sub(s.span.Start) / s.step
		end := earlier(until, s.span.Start.Add((i+1)*s.step))
		in := &s.of[i]
		in.sum += k.Value * end.Sub(at).Seconds()
		in.known += end.Sub(at)
		in.worst = max(in.worst, qualityOf(k))
		at = end
	}
}

// fill tells of every step of which anything is known.
func (s *steps) fill(out *api.Series) {
	for i, p := range s.of {
		value, ok := p.sum/p.known.Seconds(), p.known > 0
		if out.Method == api.MethodLast {
			value, ok = p.last, p.any
		}
		if !ok {
			continue
		}
		begin := s.span.Start.Add(time.Duration(i) * s.step)
		length := earlier(s.span.End, begin.Add(s.step)).Sub(begin)
		out.Times, out.Values = append(out.Times, begin), append(out.Values, value)
		out.Shares, out.Qualities = append(out.Shares, p.known.Seconds()/length.Seconds()), append(out.Qualities, p.worst.String())
	}
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
