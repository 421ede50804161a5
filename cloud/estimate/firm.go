package estimate

import (
	"math"
	"slices"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// shortfalls are what was had when it counted, less what was offered in the mean, in
// standard deviations of the offer.
type shortfalls struct {
	last []float32 // in the order they came, until full
	next int
}

const (
	mostEvents   = 500
	fewestEvents = 60 // below which the law of the offer stands alone
)

// Stood notes what was truly had of what was offered upward for a span: of an event,
// or of a rehearsal of one.
func (f *Fleet) Stood(span Span, offered Power, had energy.Watts) {
	if offered.Variance <= 0 {
		return
	}
	x := float32(float64(had-offered.Mean) / math.Sqrt(offered.Variance))
	s := &f.shortfalls[span]
	if len(s.last) < mostEvents {
		s.last = append(s.last, x)
		return
	}
	s.last[s.next] = x
	s.next = (s.next + 1) % mostEvents
}

// quantile returns what the next is below with probability of at most p, for all that
// the last tell: rank p(n+1), less twice the standard error of the share that is
// below it where few were seen. It is false where they are too few.
func (s *shortfalls) quantile(p float64) (float64, bool) {
	n := float64(len(s.last))
	rank := int(p*(n+1) - math.Sqrt(n*p*(1-p)) - 1)
	if n < fewestEvents || rank < 0 {
		return 0, false
	}
	sorted := slices.Sorted(slices.Values(s.last))
	return float64(sorted[rank]), true
}

// Firm returns the power that can be had with probability level for a span of homes
// that may be commanded now: by the law of the offer, and no more than events showed.
// It is never below 0.
func (t *Total) Firm(span Span, level energy.Ratio) energy.Watts {
	up := &t.Up[span]
	firm := up.Quantile(1 - level)
	if t.shortfalls == nil {
		return max(0, firm)
	}
	if x, ok := t.shortfalls[span].quantile(float64(1 - level)); ok {
		firm = min(firm, up.Mean+energy.Watts(x*math.Sqrt(up.Variance)))
	}
	return max(0, firm)
}
