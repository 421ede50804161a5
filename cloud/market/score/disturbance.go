package score

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Band is the range of frequency in which a market calls the grid normal.
type Band struct {
	Low, High energy.Hertz
}

// NormalBand is that of the Australian mainland.
func NormalBand() Band { return Band{49.85, 50.15} }

// Disturbance is when the frequency left the band, and which reserve that calls.
type Disturbance struct {
	At        time.Time
	Direction Direction
}

// Leaves returns the first time at which a course of readings leaves the band,
// where the straight line between two of them crosses its edge, and false where
// none does. Missing readings are passed over.
func (b Band) Leaves(course []energy.Reading[energy.Hertz]) (Disturbance, bool) {
	var before energy.Reading[energy.Hertz]
	for _, r := range course {
		f, ok := r.Value()
		switch {
		case !ok:
			continue
		case f < b.Low:
			return Disturbance{crossing(before, r, b.Low), Raise}, true
		case f > b.High:
			return Disturbance{crossing(before, r, b.High), Lower}, true
		}
		before = r
	}
	return Disturbance{}, false
}

// crossing is when the line from a, on one side of edge, to b, on the other, is
// at it; the time of b where there is no a.
func crossing(a, b energy.Reading[energy.Hertz], edge energy.Hertz) time.Time {
	from, ok := a.Value()
	if !ok {
		return b.At()
	}
	to, _ := b.Value()
	part := float64((edge - from) / (to - from))
	return a.At().Add(time.Duration(part * float64(b.At().Sub(a.At()))))
}
