package score

import (
	"math"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Acceptance is what the score does not see: it cannot tell a gain of 0.8 from
// one of 1.2, pays a plant that never charges and gives an inverted response a
// third. The figures are of all samples at which both sides are known.
type Acceptance struct {
	Samples int
	// Along is the correlation of signal and response without shift, -1 to 1: a
	// negative one is a sign error. 0 where either does not move.
	Along float64
	// Bias is the mean of response less signal per unit of the assignment.
	Bias float64
	// Gain is the slope of response over signal; 1 is right. 0 where the signal
	// does not move.
	Gain float64
	// Overshoot is the most that a response went past its signal's largest size,
	// per unit of the assignment, not below 0.
	Overshoot float64
	// Worst is the lowest total of an interval that has a score, 1 without any.
	Worst energy.Ratio
}

// The bounds of our own acceptance, beside three hours of 0.75 in a row.
const (
	MostBias      = 0.02
	MostOvershoot = 0.1
	LeastPart     = 0.5
	LeastHour     = 0.75
)

// Accepted tells whether h and a hold all bounds.
func (a Acceptance) Accepted(h Hour) bool {
	return h.Scored > 0 && h.Total >= LeastHour && a.Worst >= LeastPart &&
		a.Along > 0 && math.Abs(a.Bias) <= MostBias && a.Overshoot <= MostOvershoot
}

// Accept looks at r, scored as h, for what a score hides.
func Accept(r Regulation, h Hour) Acceptance {
	sent, made := both(r.perUnit(r.Signal), r.perUnit(r.Response))
	a := Acceptance{Samples: len(sent), Worst: 1}
	for _, i := range h.Intervals {
		if i.Verdict == Scored {
			a.Worst = min(a.Worst, i.Total)
		}
	}
	if len(sent) == 0 {
		return a
	}
	largest := 0.0
	for _, s := range sent {
		largest = max(largest, math.Abs(s))
	}
	for _, m := range made {
		a.Overshoot = max(a.Overshoot, math.Abs(m)-largest)
	}
	a.Bias = mean(made) - mean(sent)
	ss, mm, sm := moments(sent, made)
	if ss > 0 {
		a.Gain = sm / ss
	}
	if ss > 0 && mm > 0 {
		a.Along = sm / math.Sqrt(ss*mm)
	}
	return a
}

func both(signal, response []level) (sent, made []float64) {
	for i := range signal {
		if signal[i].known && response[i].known {
			sent, made = append(sent, signal[i].value), append(made, response[i].value)
		}
	}
	return sent, made
}

// Mileage is how far a signal travels, the sum of the sizes of its steps, and
// how many steps have an end that is missing, which count nothing. A step to a
// sample behind a gap is none: nobody knows the way between.
func Mileage(signal []energy.Reading[energy.Watts]) (travelled energy.Watts, missing int) {
	for i := 1; i < len(signal); i++ {
		a, before := signal[i-1].Value()
		b, now := signal[i].Value()
		if !before || !now {
			missing++
			continue
		}
		travelled += (b - a).Abs()
	}
	return travelled, missing
}
