package follow

import (
	"math"
	"time"
)

// The spread of answers that homes which follow may have. Lags between two of these
// answer between them, nearly: what is missing is inside the share that a home may
// do more or less.
var lags = [...]float64{0, 1.2, 2.5, 5} // s

const (
	soonest = 300 * time.Millisecond // from a level's broadcast to the first movement
	latest  = 4 * time.Second
	slowest = 5.0 // s, the longest lag
	less    = 0.9 // of what was asked
	more    = 1.1
)

// marks are grid apart, and span the oldest sample that is judged and latest.
const (
	grid  = 500 * time.Millisecond
	marks = 64
)

// answer is what a home of one lag does at an instant, without dead time: of its
// slope up, 0 to 1, and of its slope down, -1 to 0.
type answer struct{ up, down float64 }

// trace is how homes of every lag answer the levels that were broadcast. Mark j is of
// j times grid after the judge began.
type trace struct {
	n     int64 // marks made
	level float64
	ring  [marks][len(lags)]answer
}

// begin forgets what was said: no home follows anything.
func (t *trace) begin() {
	t.level, t.ring = 0, [marks][len(lags)]answer{}
}

// pass makes the marks up to an instant.
func (t *trace) pass(at time.Duration) {
	last := int64(at / grid)
	if last-t.n > marks {
		t.n = last - marks
	}
	for ; t.n <= last; t.n++ {
		from, to := &t.ring[(t.n+marks-1)%marks], &t.ring[t.n%marks]
		for i, lag := range lags {
			share := -math.Expm1(-grid.Seconds() / lag)
			to[i].up = from[i].up + share*(max(t.level, 0)-from[i].up)
			to[i].down = from[i].down + share*(min(t.level, 0)-from[i].down)
		}
	}
}

// hull returns the least and the most power that a home with slopes inside these
// spans may have at an instant, and false where what was said is not known that far.
// A level counts from the mark before it to the one after it, so one mark more is
// looked at on either side.
func (t *trace) hull(at time.Duration, up, down span) (low, high float64, ok bool) {
	from, to := int64((at-latest)/grid)-1, int64((at-soonest)/grid)+1
	to = min(to, t.n-1)
	if from < 0 || from <= t.n-marks || from > to {
		return 0, 0, false
	}
	low, high = math.Inf(1), math.Inf(-1)
	for j := from; j <= to; j++ {
		for _, a := range &t.ring[j%marks] {
			low = min(low, up.low*a.up+down.high*a.down)
			high = max(high, up.high*a.up+down.low*a.down)
		}
	}
	return scaled(low, less, more), scaled(high, more, less), true
}

// scaled returns p as much further out, or in, as homes may do more or less.
func scaled(p, positive, negative float64) float64 {
	if p > 0 {
		return p * positive
	}
	return p * negative
}
