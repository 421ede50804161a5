package safety

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Daily is an optional limit on the energy that commands may move through the
// battery in any 24 hours, both directions added. What a limit of the
// connection forces is counted and not held back. What the inverter does in
// its own mode is not counted.
type Daily struct {
	Limited bool
	Energy  energy.WattHours // magnitude
}

const dayHours = 25

// day is the energy commanded, hour by hour: the hour that runs and the 24
// before it.
type day struct {
	hours [dayHours]energy.WattHours
	hour  int64
}

// add takes in e at at. The hours never run backwards.
func (d *day) add(e energy.WattHours, at time.Duration) {
	hour := max(d.hour, int64(at/time.Hour))
	for range min(hour-d.hour, int64(len(d.hours))) {
		d.hour++
		d.hours[d.hour%int64(len(d.hours))] = 0
	}
	d.hour = hour
	d.hours[hour%int64(len(d.hours))] += e
}

// reach returns the powers that what is left lasts for through a whole hold,
// for a setpoint outlives the one who gave it.
func (d *day) reach(l *Limits) energy.Envelope {
	if !l.Daily.Limited {
		return energy.Unbounded()
	}
	left := l.Daily.Energy
	for _, e := range d.hours {
		left -= e
	}
	most := max(0, left).At(l.Hold)
	return energy.Envelope{Min: -most, Max: most}
}

// spent counts what the setpoint in force moved since the last Step.
func (s *State) spent(now time.Time) {
	if p, asked := s.last.Power(); asked {
		end := now
		if end.After(s.last.Until()) {
			end = s.last.Until()
		}
		s.day.add(p.Abs().Over(max(0, end.Sub(s.at))), s.age(now))
		return
	}
	s.day.add(0, s.age(now))
}
