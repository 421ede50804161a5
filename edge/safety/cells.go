package safety

import (
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Cells is an optional range of cell voltage: discharge stops where the lowest
// cell is at Min, charge where the highest is at Max. The zero Cells do not
// limit, as is right for a battery that does not tell of its cells.
type Cells struct {
	Limited    bool
	Min, Max   energy.Volts
	Taper      energy.Volts // how far inside an end full power begins; 0: all or nothing
	Hysteresis energy.Volts // how far back before a stop is lifted
}

// A cell reading beyond these is no lithium cell's.
const leastCell, mostCell energy.Volts = 0.5, 5

func (c Cells) sound() bool {
	return !c.Limited || (c.Min > 0 && energy.IsFinite(c.Max) && magnitude(c.Taper) && c.Hysteresis >= 0 && c.Min+c.Hysteresis <= c.Max-c.Hysteresis)
}

// latchCells moves the stops at either end.
func (s *State) latchCells(c Cells, snap *energy.Snapshot) {
	if !c.Limited || !s.trusted.has(cells) {
		return
	}
	low, _ := snap.CellMin.Value()
	high, _ := snap.CellMax.Value()
	s.low = low <= c.Min || (s.low && low < c.Min+c.Hysteresis)
	s.high = high >= c.Max || (s.high && high > c.Max-c.Hysteresis)
}

// voltage returns what the cells allow.
func (s *State) voltage(l *Limits, snap *energy.Snapshot) energy.Envelope {
	if !l.Cells.Limited {
		return energy.Unbounded()
	}
	var e energy.Envelope
	low, _ := snap.CellMin.Value()
	high, _ := snap.CellMax.Value()
	if s.trusted.has(cells) && !s.low {
		e.Max = l.Rating * energy.Watts(rise(float64(low-l.Cells.Min), float64(l.Cells.Taper)))
	}
	if s.trusted.has(cells) && !s.high {
		e.Min = -l.Rating * energy.Watts(rise(float64(l.Cells.Max-high), float64(l.Cells.Taper)))
	}
	return e
}
