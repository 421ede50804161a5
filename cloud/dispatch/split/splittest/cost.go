package splittest

import (
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Cost is what shares cost by the definition in package split.
func (p *Problem) Cost(shares []energy.Watts) float64 {
	sum := 0.0
	for i, x := range shares {
		if x > 0 {
			sum += cost(&p.Up[i], float64(x))
		} else {
			sum += cost(&p.Down[i], -float64(x))
		}
	}
	return sum
}

// cost is of a magnitude.
func cost(s *Side, x float64) float64 {
	if x == 0 {
		return 0
	}
	over := func(y float64) float64 { return max(0, x-max(0, y)) }
	return x*x/(2*s.Weight) + s.Wear*x + s.Loss*over(s.Own) + s.Switch*over(s.Present)
}

// tangent is a straight line that is nowhere above the cost of a home.
type tangent struct{ at0, slope float64 }

// tangents returns some of a side, by magnitude: those at its kinks, at its ends,
// at also, and a few between.
func tangents(s *Side, also float64) []tangent {
	most := able(s)
	if most == 0 {
		return nil
	}
	points := []float64{0, most / 3, most * 2 / 3, most, s.Own, s.Present, also}
	var all []tangent
	for _, x := range points {
		if x < 0 || x > most {
			continue
		}
		left, right := slopes(s, x)
		all = append(all, tangent{cost(s, x) - right*x, right})
		if x > 0 && left != right {
			all = append(all, tangent{cost(s, x) - left*x, left})
		}
	}
	return all
}

// slopes returns those of the cost to either side of x.
func slopes(s *Side, x float64) (left, right float64) {
	left = x/s.Weight + s.Wear
	right = left
	for _, step := range [...]struct{ at, price float64 }{{s.Own, s.Loss}, {s.Present, s.Switch}} {
		if x > step.at {
			left += step.price
		}
		if x >= step.at {
			right += step.price
		}
	}
	return left, right
}

// able is the most that a side can do.
func able(s *Side) float64 {
	if s.Weight <= 0 {
		return 0
	}
	return s.Most
}
