package safety

import (
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// latch moves the stops with hysteresis. A stop whose reading is not trusted
// stays as it was: the envelope is closed by then anyway. A battery that is
// full (empty) lifts the stop at empty (full) however wide the hysteresis, for
// no reading could lift it later.
func (s *State) latch(l *Limits, snap *energy.Snapshot) {
	if x, _ := snap.SoC.Value(); s.trusted.has(soc) {
		s.empty = x <= l.Reserve || (s.empty && x < min(1, l.Reserve+l.SoCHysteresis))
		s.full = x >= l.MaxSoC || (s.full && x > max(0, l.MaxSoC-l.SoCHysteresis))
	}
	if t, _ := snap.Temperature.Value(); l.Temperature.Limited && s.trusted.has(temperature) {
		span, back := l.Temperature, l.Temperature.Hysteresis
		inside := t >= span.Min && t <= span.Max
		well := t >= span.Min+back && t <= span.Max-back
		s.outside = !inside || (s.outside && !well)
	}
}

// stateOfCharge returns what the energy left allows.
func (s *State) stateOfCharge() energy.Envelope {
	e := energy.Unbounded()
	if s.empty || !s.trusted.has(soc) {
		e.Max = 0
	}
	if s.full || !s.trusted.has(soc) {
		e.Min = 0
	}
	return e
}

// warmth returns what the temperature allows: all or nothing.
func (s *State) warmth(l *Limits) energy.Envelope {
	if l.Temperature.Limited && (s.outside || !s.trusted.has(temperature)) {
		return energy.Envelope{}
	}
	return energy.Unbounded()
}

// pack returns what the battery says it takes and gives now.
func (s *State) pack(snap *energy.Snapshot) energy.Envelope {
	var e energy.Envelope
	if p, _ := snap.MaxCharge.Value(); s.trusted.has(charge) {
		e.Min = -p
	}
	if p, _ := snap.MaxDischarge.Value(); s.trusted.has(discharge) {
		e.Max = p
	}
	return e
}

// connection returns the battery power that keeps the grid connection inside
// its limits: what the rest of the home does now (grid - battery) is taken to
// stay. Where that is not known, an export limit forbids discharge and an
// import limit forbids charge.
func (s *State) connection(l *Limits, snap *energy.Snapshot) energy.Envelope {
	e := energy.Envelope{Min: energy.Watts(math.Inf(-1)), Max: energy.Watts(math.Inf(1))}
	known := s.trusted.has(grid | battery)
	g, _ := snap.Grid.Value()
	b, _ := snap.Battery.Value()
	if l.Export.Limited {
		e.Max = 0
		if known {
			e.Max = b + max(0, l.Export.Power-l.Margin) - g
		}
	}
	if l.Import.Limited {
		e.Min = 0
		if known {
			e.Min = b - max(0, l.Import.Power-l.Margin) - g
		}
	}
	return e
}

// slope returns what the ramp allows, from the setpoint in force, or from
// what the battery does where none is.
func (s *State) slope(l *Limits, snap *energy.Snapshot, now time.Time) energy.Envelope {
	if !l.Ramp.Limited {
		return energy.Unbounded()
	}
	from, _ := snap.Battery.Value()
	if !s.trusted.has(battery) {
		from = 0
	}
	if p, ok := s.last.Power(); ok && now.Before(s.last.Until()) {
		from = p
	}
	var passed time.Duration
	if !s.at.IsZero() {
		passed = min(max(0, now.Sub(s.at)), l.Hold)
	}
	step := l.Ramp.Rate.Over(passed)
	return energy.Envelope{Min: from - step, Max: from + step}
}
