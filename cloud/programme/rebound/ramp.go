package rebound

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Ramp is how fast a power may rise from nothing at its beginning, and fall to
// nothing at its end, both magnitudes. 0 is no ramp: it steps.
type Ramp struct {
	Rise, Fall energy.WattsPerSecond
}

// Bound returns the most that a power, a magnitude, may be at now so that it
// began from 0 at the start of span and will be at 0 at its end. Outside of span
// it is 0. Both ramps lie inside: a span that is too short for both has a peak.
func (r Ramp) Bound(most energy.Watts, span energy.Interval, now time.Time) energy.Watts {
	if !span.Contains(now) {
		return 0
	}
	if r.Rise > 0 {
		most = min(most, r.Rise.Over(now.Sub(span.Start)))
	}
	if r.Fall > 0 {
		most = min(most, r.Fall.Over(span.End.Sub(now)))
	}
	return most
}
