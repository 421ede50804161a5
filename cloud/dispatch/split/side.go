package split

import (
	"math"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Price is what the last watt costs, in 1/h: the share of its energy that a home
// without other costs uses up per hour at that price.
type Price float64

// Side is what a home can do in one direction, and what it costs. All are
// magnitudes. One in which anything is not a number can do nothing.
type Side struct {
	Most    energy.Watts
	Weight  energy.WattHours // with 0 it can do nothing; the least that counts is 0.001
	Wear    Price
	Own     energy.Watts // up to here it is for the home itself
	Loss    Price        // more, for what is beyond Own
	Present energy.Watts // what it does now in this direction
	Switch  Price        // more, for what is beyond Present
}

// line is the power of a side by price: on stretch k it is gain*(price-from[k]),
// between upto[k-1] and upto[k]. A cache line holds it.
type line struct {
	gain, hours float64 // W per 1/h, and its inverse
	from, upto  [stretches]float64
}

const (
	stretches   = 3
	leastWeight = 1e-3 // Wh
)

// none is the line of a side that can do nothing.
func none() line {
	never := math.Inf(1)
	return line{gain: 1, hours: 1, from: [stretches]float64{never, never, never}}
}

func (s *Side) line() line {
	if !(s.Most > 0 && s.Weight > 0) || !s.finite() {
		return none()
	}
	type step struct{ at, price float64 }
	a, b := step{float64(s.Own), float64(s.Loss)}, step{float64(s.Present), float64(s.Switch)}
	if b.at < a.at {
		a, b = b, a
	}
	most, weight := float64(s.Most), max(float64(s.Weight), leastWeight)
	l := line{gain: weight, hours: 1 / weight, upto: [stretches]float64{most, most, most}}
	l.from = none().from
	k, price := 0, max(0, float64(s.Wear))
	for _, next := range [...]step{a, b} {
		if next.price <= 0 || next.at >= most {
			continue
		}
		if next.at > 0 {
			l.from[k], l.upto[k] = price, next.at
			k++
		}
		price += next.price
	}
	l.from[k] = price
	return l
}

func (s *Side) finite() bool {
	sum := float64(s.Most) + float64(s.Weight) + float64(s.Own) + float64(s.Present) + float64(s.Wear+s.Loss+s.Switch)
	return energy.IsFinite(sum)
}

// last returns the price from which on the line is at its most, 0 for none.
func (l *line) last() float64 {
	for k := stretches - 1; k >= 0; k-- {
		if !math.IsInf(l.from[k], 1) {
			return l.from[k] + l.upto[k]*l.hours
		}
	}
	return 0
}

// power returns the power at a price of 0 or more, and its slope.
func (l *line) power(price float64) (power, slope float64) {
	low := 0.0
	for k := range stretches {
		u := l.gain * (price - l.from[k])
		if u <= low {
			return low, 0
		}
		if u < l.upto[k] {
			return u, l.gain
		}
		low = l.upto[k]
	}
	return low, 0
}
