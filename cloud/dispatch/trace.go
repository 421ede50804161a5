package dispatch

import "time"

// depth of a trace, whose marks are at least apart: it spans the longest dead
// time and the age of what is measured.
const (
	depth = 40
	apart = 250 * time.Millisecond
)

// row is one instant: for each candidate lag, the power that what was asked
// would have brought the plant to by then, were there no dead time; then what
// was meant to be reached, and what was wanted of what the plant can do.
type row [len(lags) + 2]float64

const (
	meant  = len(lags)
	wanted = len(lags) + 1
)

// trace is rows by time, newest last.
type trace struct {
	at   [depth]time.Time
	rows [depth]row
	n    int
}

// add notes r. Rows that follow each other closely share a mark, so that the
// marks span enough time.
func (t *trace) add(now time.Time, r row) {
	if t.n > 1 && now.Sub(t.at[t.n-2]) < apart {
		t.at[t.n-1], t.rows[t.n-1] = now, r
		return
	}
	if t.n == depth {
		copy(t.at[:], t.at[1:])
		copy(t.rows[:], t.rows[1:])
		t.n--
	}
	t.at[t.n], t.rows[t.n] = now, r
	t.n++
}

// get returns what stood in a column at an instant, between two marks by their
// distance, and false before the first.
func (t *trace) get(column int, at time.Time) (float64, bool) {
	for i := t.n - 1; i >= 0; i-- {
		if t.at[i].After(at) {
			continue
		}
		v := t.rows[i][column]
		if i == t.n-1 {
			return v, true
		}
		share := float64(at.Sub(t.at[i])) / float64(t.at[i+1].Sub(t.at[i]))
		return v + share*(t.rows[i+1][column]-v), true
	}
	return 0, false
}

// reach returns the least and the most that stood in a column from one instant
// to another, as far as the marks go.
func (t *trace) reach(column int, from, to time.Time) (low, high float64) {
	low, _ = t.get(column, to)
	high = low
	if v, ok := t.get(column, from); ok {
		low, high = min(low, v), max(high, v)
	}
	for i := range t.n {
		if at := t.at[i]; at.After(from) && at.Before(to) {
			low, high = min(low, t.rows[i][column]), max(high, t.rows[i][column])
		}
	}
	return low, high
}
