package split

import "math"

const (
	exact    = 1e-14 // of all that is under a node, how near a power is met
	mostStep = 500   // more than a bracket can be halved
)

// bracket holds a price that is searched for, and by how much the power wanted is
// missed at either end.
type bracket struct {
	low, high   float64
	short, over float64 // at low, above 0; and at high, below 0
}

// again returns the price of a limit that held at last, or never where it is not
// near. What is near is cheap to look at, for it was looked at before.
func (s *Solver) again(v int32, limit, last, never float64) float64 {
	n := &s.nodes[v]
	enough := n.enough()
	if math.IsInf(last, 0) || limit >= n.under.most-enough || limit <= n.under.least+enough {
		return never
	}
	for range 4 {
		q := s.rawAt(v, last)
		miss := limit - q.power
		if math.Abs(miss) <= enough {
			return last
		}
		last = q.next(miss)
	}
	return never
}

// search returns the price in b at which all under a node gives want. It begins at
// price.
func (s *Solver) search(v int32, want, price float64, b bracket) float64 {
	n := &s.nodes[v]
	enough := n.enough()
	if want >= n.under.most-enough {
		return b.high
	}
	if want <= n.under.least+enough {
		return b.low
	}
	last, before := math.Inf(1), math.Inf(1)
	for range mostStep {
		if !b.holds(price) {
			price = b.middle()
		}
		q := s.rawAt(v, price)
		miss := want - q.power
		if math.Abs(miss) <= enough || !b.holds(price) {
			return price
		}
		b.narrow(price, miss)
		if price = q.next(miss); !b.holds(price) {
			price = b.chord()
		}
		if math.Abs(miss) > before/2 {
			price = b.middle()
		}
		last, before = math.Abs(miss), last
	}
	return price
}

// enough is how near to a power is near enough.
func (n *node) enough() float64 { return exact * (n.under.most - n.under.least) }

func (b *bracket) holds(price float64) bool { return price > b.low && price < b.high }

func (b *bracket) narrow(price, miss float64) {
	if miss > 0 {
		b.low, b.short = price, miss
	} else {
		b.high, b.over = price, miss
	}
}

// chord returns where the straight line between the ends misses nothing.
func (b *bracket) chord() float64 { return b.low + (b.high-b.low)*b.short/(b.short-b.over) }

// middle halves the bracket by magnitude, for prices may be of any, and where it is
// narrow by half.
func (b *bracket) middle() float64 {
	const linear = 10 // below 1/linear magnitudes do not count
	if b.high-b.low <= 1e-3*max(math.Abs(b.low), math.Abs(b.high)) {
		return b.low + (b.high-b.low)/2
	}
	m := math.Sinh((math.Asinh(linear*b.low)+math.Asinh(linear*b.high))/2) / linear
	return min(max(m, b.low), b.high)
}

// next is Newton's step, or where there is no slope a step past the piece.
func (q *piece) next(miss float64) float64 {
	switch {
	case q.slope > 0:
		return q.price + miss/q.slope
	case miss > 0:
		return math.Nextafter(q.above, math.Inf(1))
	}
	return math.Nextafter(q.below, math.Inf(-1))
}
