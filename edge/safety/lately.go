package safety

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// lately is the range that a power was in over the last span of time, up to
// twice that. The zero lately has seen none.
type lately struct {
	now, old energy.Envelope
	from     time.Time // of the span that runs
}

// add takes in p at now.
func (f *lately) add(p energy.Watts, span time.Duration, now time.Time) {
	here := energy.Envelope{Min: p, Max: p}
	switch {
	case f.from.IsZero():
		*f = lately{now: here, old: here, from: now}
	case now.Sub(f.from) >= span:
		*f = lately{now: here, old: f.now, from: now}
	}
	f.now = join(f.now, here)
}

func (f *lately) all() energy.Envelope { return join(f.now, f.old) }

// join returns the least range that holds both.
func join(a, b energy.Envelope) energy.Envelope {
	return energy.Envelope{Min: min(a.Min, b.Min), Max: max(a.Max, b.Max)}
}
