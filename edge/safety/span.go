package safety

import "github.com/hearthgrid/hearthgrid/shared/energy"

// Span is an optional temperature range. The zero Span does not limit.
//
// A home's Charging span never begins below 0 °C where its cells are lithium
// iron phosphate: below it lithium plates on the anode, for good (the sheet of
// the EVE LF280N cell gives 0 to 60 °C for charge and -30 to 60 °C for
// discharge).
type Span struct {
	Limited    bool
	Min, Max   energy.Celsius
	Hysteresis energy.Celsius // how far back inside before it counts as inside
	Derate     energy.Celsius // how far inside an end full power begins; 0: all or nothing
}

// sound refuses a hysteresis that leaves no inside to come back to.
func (s Span) sound() bool {
	return !s.Limited || (magnitude(s.Derate) && s.Hysteresis >= 0 && s.Min+s.Hysteresis <= s.Max-s.Hysteresis)
}

// out moves the stop was to what t makes of it.
func (s Span) out(was bool, t energy.Celsius) bool {
	inside := t >= s.Min && t <= s.Max
	well := t >= s.Min+s.Hysteresis && t <= s.Max-s.Hysteresis
	return s.Limited && (!inside || (was && !well))
}

// share is the part of full power that t leaves: linear over Derate.
func (s Span) share(t energy.Celsius) energy.Ratio {
	return rise(float64(min(t-s.Min, s.Max-t)), float64(s.Derate))
}

// rise grows from 0 at 0 to 1 at width. Without a width it is 1 at once.
func rise(x, width float64) energy.Ratio {
	if !(x >= width) {
		return energy.Ratio(max(0, x/width))
	}
	return 1
}

// warmth returns what the temperature allows.
func (s *State) warmth(l *Limits, snap *energy.Snapshot) energy.Envelope {
	e := energy.Unbounded()
	t, _ := snap.Temperature.Value()
	most := func(span Span, out bool) energy.Watts {
		if out || !s.trusted.has(temperature) {
			return 0
		}
		return l.Rating * energy.Watts(span.share(t))
	}
	if l.Temperature.Limited {
		e.Max = most(l.Temperature, s.outside)
		e.Min = -e.Max
	}
	if l.Charging.Limited {
		e.Min = max(e.Min, -most(l.Charging, s.cold))
	}
	return e
}
