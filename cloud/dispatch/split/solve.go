package split

import (
	"math"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Solve splits target over the homes. One that is not a number is taken for 0.
func (s *Solver) Solve(target energy.Watts) Result {
	if math.IsNaN(float64(target)) {
		target = 0
	}
	s.refresh()
	root := &s.nodes[0]
	met := min(max(float64(target), root.lo), root.hi)
	price := 0.0
	switch {
	case float64(target) < root.lo:
		price = root.under.low
	case float64(target) > root.hi:
		price = root.under.high
	default:
		price = s.balance(met)
		s.last[side(met)] = price
	}
	s.settle(0, price)
	s.result = Result{Met: energy.Watts(met), Unmet: target - energy.Watts(met), Price: Price(price)}
	return s.result
}

// side is 0 for a power that discharges and 1 for one that charges.
func side(power float64) int {
	if power < 0 {
		return 1
	}
	return 0
}

// balance returns the price at which the root gives want. What it gives at 0 costs
// little to ask.
func (s *Solver) balance(want float64) float64 {
	n := &s.nodes[0]
	all := bracket{n.under.low, n.under.high, want - n.under.least, want - n.under.most}
	if last := s.last[side(want)]; last != 0 {
		return s.search(0, want, last, all)
	}
	miss := want - s.rawAt(0, 0).power
	if miss == 0 {
		return 0
	}
	all.narrow(0, miss)
	return s.search(0, want, s.guess(want, miss, all), all)
}

// settle gives a node its price, of which the one above it is given, and all under
// it theirs.
func (s *Solver) settle(v int32, above float64) {
	n := &s.nodes[v]
	price := s.own(v, above)
	if n.settled && price == n.price {
		return
	}
	s.write(n, price, n.end == v+1)
	n.price, n.settled = price, true
	for c := v + 1; c < n.end; c = s.nodes[c].end {
		s.settle(c, price)
	}
}

// own returns the price of a node: the one above it, or where a limit cuts it off
// the one at which that limit holds.
func (s *Solver) own(v int32, above float64) float64 {
	n := &s.nodes[v]
	if above >= n.top {
		return n.top
	}
	if above <= n.bottom {
		return n.bottom
	}
	q := s.rawAt(v, above)
	if q.power > n.hi {
		n.top = s.search(v, n.hi, q.next(n.hi-q.power), bracket{n.under.low, above, n.hi - n.under.least, n.hi - q.power})
		return n.top
	}
	if q.power < n.lo {
		n.bottom = s.search(v, n.lo, q.next(n.lo-q.power), bracket{above, n.under.high, n.lo - q.power, n.lo - n.under.most})
		return n.bottom
	}
	return above
}
