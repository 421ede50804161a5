package split

import "math"

const (
	near     = 0.02 // of the power wanted
	mostAsks = 12
)

// guess returns a price in b at which a sample of the homes gives near to want, which
// is missed by so much at 0.
func (s *Solver) guess(want, idle float64, b bracket) float64 {
	n := &s.nodes[0]
	all := n.under.most - n.under.least
	price := idle / all * n.under.energy / all
	for range mostAsks {
		if !b.holds(price) {
			price = b.middle()
		}
		miss := want - s.rough(0, price)
		if math.Abs(miss) < near*math.Abs(idle) {
			break
		}
		b.narrow(price, miss)
		if price = b.chord(); math.Abs(miss) > math.Abs(idle)/2 {
			price = b.middle()
		}
	}
	return price
}

// sample returns of how many nodes with so much tree under them one is asked for all:
// the lower they are, the more alike.
func sample(height int32) int {
	switch height {
	case 0:
		return 8
	case 1:
		return 4
	}
	return 1
}

// rough is about what a node gives at a price: low in the tree some nodes stand for
// all.
func (s *Solver) rough(v int32, price float64) float64 {
	n := &s.nodes[v]
	var part, asked, all float64
	count := 0
	for c := v + 1; c < n.end; c = s.nodes[c].end {
		child := &s.nodes[c]
		all += child.hi - child.lo
		if count++; (count-1)%sample(child.height) != 0 {
			continue
		}
		asked += child.hi - child.lo
		part += s.rough(c, price)
	}
	if asked > 0 {
		part *= all / asked
	}
	return min(max(part+s.homesAt(n, price).power, n.lo), n.hi)
}
