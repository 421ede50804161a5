package score

import (
	"cmp"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// At is a power on its own time stamp, relative to the disturbance; what was
// recorded before it is negative.
type At struct {
	After time.Duration
	Power energy.Watts
}

// Amount is what one site delivered of a reserve.
type Amount struct {
	Quantity energy.Watts    // never negative
	Averages [2]energy.Watts // with their factors
	Peak     energy.Watts
	Before   energy.Watts // what the response starts from
	// Lost is the time in the windows that no two neighbouring samples span. It
	// counts as no response.
	Lost time.Duration
}

// Measure returns what samples, in order of time, show of the reserve. Areas are
// those under straight lines between the raw samples: values held until the next
// sample would overstate a rise. A site that has no sample before the disturbance,
// or none after it, delivered nothing that can be shown.
func (m Metering) Measure(r Reserve, samples []At) Amount {
	samples = slices.Clone(samples)
	slices.SortStableFunc(samples, func(a, b At) int { return cmp.Compare(a.After, b.After) })
	var a Amount
	windows := r.Averages[1].To - r.Averages[0].From
	before, ok := m.before(samples)
	if !ok {
		a.Lost = windows
		return a
	}
	a.Before = before
	sign := energy.Watts(1)
	if r.Direction == Lower {
		sign = -1
	}
	for i := range samples {
		samples[i].Power = sign * (samples[i].Power - before)
	}
	for i, w := range r.Averages {
		area, lost := m.area(samples, w.From, w.To)
		a.Averages[i] = energy.Watts(w.Factor * area / (w.To - w.From).Seconds())
		a.Lost += lost
	}
	for _, s := range samples {
		if s.After >= r.Averages[0].From && s.After <= r.Averages[1].To {
			a.Peak = max(a.Peak, s.Power)
		}
	}
	a.Quantity = max(0, min(a.Averages[0], a.Averages[1], a.Peak))
	return a
}

// before is the mean power of the time before the disturbance.
func (m Metering) before(samples []At) (energy.Watts, bool) {
	var sum energy.Watts
	n := 0
	for _, s := range samples {
		if s.After < 0 && s.After >= -m.Before {
			sum += s.Power
			n++
		}
	}
	if n == 0 {
		return 0, false
	}
	return sum / energy.Watts(n), true
}

// slack is how much longer than they should neighbours may be apart for the
// line between them to be believed: a timer is not exact, but a sample that
// lacks is seen.
const slack = 1.5

// area is the integral of power over from to to, in Ws, and how much of that
// time no two neighbours span.
func (m Metering) area(samples []At, from, to time.Duration) (area float64, lost time.Duration) {
	lost = to - from
	for i := 1; i < len(samples); i++ {
		a, b := samples[i-1], samples[i]
		begin, end := max(a.After, from), min(b.After, to)
		if begin >= end || float64(b.After-a.After) > slack*float64(m.Every) {
			continue
		}
		area += (end - begin).Seconds() * float64(between(a, b, begin)+between(a, b, end)) / 2
		lost -= end - begin
	}
	return area, lost
}

func between(a, b At, at time.Duration) energy.Watts {
	part := float64(at-a.After) / float64(b.After-a.After)
	return a.Power + energy.Watts(part)*(b.Power-a.Power)
}

// Total is what a plant of many sites delivered: the sum of theirs, less the
// discount where they are few.
type Total struct {
	Sites      int
	Quantity   energy.Watts
	Taken      energy.Watts // by the discount
	Lost       time.Duration
	Unshown    int // sites whose samples show nothing at all
	Incomplete int // sites with time lost, Unshown among them
}

// Sum returns the total of amounts.
func (m Metering) Sum(r Reserve, amounts []Amount) Total {
	t := Total{Sites: len(amounts)}
	windows := r.Averages[1].To - r.Averages[0].From
	for _, a := range amounts {
		t.Quantity += a.Quantity
		t.Lost += a.Lost
		if a.Lost > 0 {
			t.Incomplete++
		}
		if a.Lost == windows {
			t.Unshown++
		}
	}
	if t.Sites < m.FewSites {
		t.Taken = energy.Watts(m.Discount) * t.Quantity
		t.Quantity -= t.Taken
	}
	return t
}
