package safety

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// latch moves the stops with hysteresis. A stop whose reading is not trusted
// stays as it was: the envelope is closed by then anyway. A battery that is
// full (empty) lifts the stop at empty (full) however wide the hysteresis, for
// no reading could lift it later.
func (s *State) latch(l *Limits, snap *energy.Snapshot, now time.Time) {
	if x, _ := snap.SoC.Value(); s.trusted.has(soc) {
		reserve := l.reserve()
		s.empty = x <= reserve || (s.empty && x < min(1, reserve+l.SoCHysteresis))
		s.full = x >= l.MaxSoC || (s.full && x > max(0, l.MaxSoC-l.SoCHysteresis))
	}
	if t, _ := snap.Temperature.Value(); s.trusted.has(temperature) {
		s.outside = l.Temperature.out(s.outside, t)
		s.cold = l.Charging.out(s.cold, t)
	}
	s.latchCells(l.Cells, snap)
	if cut, ok := fresh(snap.Islanded, now, l.Ages.Grid); ok {
		s.island = cut >= 0.5
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

// within returns the battery power that keeps the grid connection inside an
// export and an import limit: what the rest of the home does now
// (grid - battery) is taken to stay. Where that is not known, an export limit
// forbids discharge and an import limit forbids charge. Where the meter's sign is
// in doubt the limits hold either way round, which forbids at most as much.
func (s *State) within(export, imported Cap, margin energy.Watts, snap *energy.Snapshot) energy.Envelope {
	e := energy.Unbounded()
	known := s.trusted.has(grid | battery)
	g, _ := snap.Grid.Value()
	b, _ := snap.Battery.Value()
	out, in := max(0, export.Power-margin), max(0, imported.Power-margin)
	switch {
	case !export.Limited:
	case known:
		e.Max = min(b+out-g, s.eitherMost(b+out-g.Abs()))
	default:
		e.Max = 0
	}
	switch {
	case !imported.Limited:
	case known:
		e.Min = max(b-in-g, s.eitherLeast(b-in+g.Abs()))
	default:
		e.Min = 0
	}
	return e
}

// operated returns what the network operator allows. A home whose loads alone
// draw more than that does not charge; its battery is not made to feed them.
func (s *State) operated(l *Limits, snap *energy.Snapshot) energy.Envelope {
	e := s.within(l.Live.Export, l.Live.Import, l.Margin, snap)
	e.Min = min(e.Min, 0)
	return e
}

// given returns the discharge that keeps what the battery exports inside its
// own limit: it may feed what the home draws beyond its PV, and that limit.
func (s *State) given(l *Limits, snap *energy.Snapshot) energy.Envelope {
	e := energy.Unbounded()
	if !l.BatteryExport.Limited {
		return e
	}
	e.Max = 0
	if s.trusted.has(grid | battery) {
		g, _ := snap.Grid.Value()
		b, _ := snap.Battery.Value()
		if s.doubted() {
			g = g.Abs()
		}
		e.Max = max(0, l.BatteryExport.Power-l.Margin) + max(0, b-g)
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
	step := l.Ramp.Rate.Over(min(s.passed(now), l.Hold))
	return energy.Envelope{Min: from - step, Max: from + step}
}
