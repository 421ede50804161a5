package splittest

import "github.com/hearthgrid/hearthgrid/shared/energy"

// halvings leave nothing of a bracket.
const halvings = 120

// Naive returns the shares by halving brackets: of the power of each home at a
// price, and of the price of each node. It keeps nothing and is slow. It is for
// problems whose limits can all be kept, and a target that can be met.
func (p *Problem) Naive() []energy.Watts {
	shares := make([]energy.Watts, len(p.At))
	p.settle(0, p.price(0, float64(p.Target)), shares)
	return shares
}

func (p *Problem) settle(v int, price float64, shares []energy.Watts) {
	if raw := p.raw(v, price); raw > float64(p.Limits[v].Max) {
		price = p.price(v, float64(p.Limits[v].Max))
	} else if raw < float64(p.Limits[v].Min) {
		price = p.price(v, float64(p.Limits[v].Min))
	}
	for i, at := range p.At {
		if int(at) == v {
			shares[i] = energy.Watts(p.give(i, price))
		}
	}
	for c, parent := range p.Parents {
		if int(parent) == v {
			p.settle(c, price, shares)
		}
	}
}

// price returns that at which all under a node gives want.
func (p *Problem) price(v int, want float64) float64 {
	return halve(-1e8, 1e8, func(price float64) bool { return p.raw(v, price) < want })
}

func (p *Problem) raw(v int, price float64) (sum float64) {
	for i, at := range p.At {
		if int(at) == v {
			sum += p.give(i, price)
		}
	}
	for c, parent := range p.Parents {
		if int(parent) == v {
			sum += min(max(p.raw(c, price), float64(p.Limits[c].Min)), float64(p.Limits[c].Max))
		}
	}
	return sum
}

// give returns what a home gives at a price: as far as the next watt costs less.
func (p *Problem) give(i int, price float64) float64 {
	side, sign := &p.Up[i], 1.0
	if price < 0 {
		side, sign = &p.Down[i], -1
	}
	if able(side) == 0 {
		return 0
	}
	return sign * halve(0, able(side), func(x float64) bool {
		_, right := slopes(side, x)
		return right < sign*price
	})
}

// halve returns where below ends.
func halve(low, high float64, below func(float64) bool) float64 {
	for range halvings {
		middle := low + (high-low)/2
		if below(middle) {
			low = middle
		} else {
			high = middle
		}
	}
	return low
}
