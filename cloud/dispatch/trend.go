package dispatch

import (
	"math"
	"time"
)

const (
	span    = 2 * time.Second // of a change: a regulation signal is renewed each 2 to 4 s
	recall  = 60.0            // s, after which a change counts for 1/e
	modest  = 0.02            // of the capacity: changes below it tell nothing
	farSpan = 2 * time.Second // furthest that is looked ahead
)

// trend tells how far a target goes on as it went, from what it did before: by
// all of its last change for a ramp, by none for steps that say nothing of the
// next. It is the least-squares fit of one change by the one before.
type trend struct{ xx, xy float64 }

func (f *trend) see(t *trace, now time.Time, seconds float64) {
	newest, _ := t.get(wanted, now)
	before, _ := t.get(wanted, now.Add(-span))
	first, ok := t.get(wanted, now.Add(-2*span))
	if !ok {
		return
	}
	keep := math.Exp(-seconds / recall)
	f.xx = keep*f.xx + seconds*(before-first)*(before-first)
	f.xy = keep*f.xy + seconds*(before-first)*(newest-before)
}

// ahead returns the change to expect of the target within a time.
func (f *trend) ahead(t *trace, now time.Time, by time.Duration, capacity float64) float64 {
	newest, _ := t.get(wanted, now)
	before, ok := t.get(wanted, now.Add(-span))
	if !ok || f.xy <= 0 {
		return 0
	}
	share := min(f.xy/(f.xx+modest*modest*capacity*capacity), 1)
	return share * (newest - before) * min(by, farSpan).Seconds() / span.Seconds()
}
