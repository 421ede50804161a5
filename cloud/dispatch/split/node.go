package split

import (
	"math"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// node is one of the tree. Nodes stand in an order in which each is followed by
// all that is under it, and homes in the order of their nodes.
type node struct {
	parent, end  int32 // end is one after the last node under it
	first, after int32 // slots of the homes right under it
	height       int32 // of the tree under it, 0 for none
	limits       Limits
	lo, hi       float64 // limits, brought within what is under it
	own, under   reach   // of the homes right under it, and of all
	changed      change  // since the last Solve
	seen         bool    // raw is of now
	settled      bool    // price and all that follows from it are of now
	written      bool    // the powers of its own homes are those of price
	moves        int32   // since they were reckoned anew
	raw          piece   // of the sum of all under it, before lo and hi
	top, bottom  float64 // own price where hi or lo holds, once it is found
	price        float64
}

type change uint8

const (
	limitsChanged change = 1 << iota
	underChanged
	homesChanged
)

// reach is what homes can do together, and the prices at which they do all of it.
type reach struct {
	least, most float64 // W, signed
	low, high   float64
	energy      float64 // sum of price by power at most and least, for a first guess
}

func (r reach) plus(q reach) reach {
	return reach{r.least + q.least, r.most + q.most, min(r.low, q.low), max(r.high, q.high), r.energy + q.energy}
}

func fresh() node {
	return node{
		limits:  energy.Envelope{Min: energy.Watts(math.Inf(-1)), Max: energy.Watts(math.Inf(1))},
		changed: limitsChanged | underChanged | homesChanged, top: math.Inf(1), bottom: math.Inf(-1),
	}
}

// refresh brings what is known of nodes in line with what has changed.
func (s *Solver) refresh() {
	for v := len(s.nodes) - 1; v >= 0; v-- {
		n := &s.nodes[v]
		if n.changed == 0 {
			continue
		}
		if n.changed&homesChanged != 0 {
			n.own, n.written = s.reachOf(n), false
		}
		if n.changed&(homesChanged|underChanged) != 0 {
			n.under, n.seen = n.own, false
			for c := int32(v) + 1; c < n.end; c = s.nodes[c].end {
				child := &s.nodes[c]
				below := child.under
				below.least, below.most = child.lo, child.hi
				n.under = n.under.plus(below)
			}
		}
		n.lo, n.hi = n.within(float64(n.limits.Min)), n.within(float64(n.limits.Max))
		n.settled, n.changed = false, 0
		n.top, n.bottom = s.again(int32(v), n.hi, n.top, math.Inf(1)), s.again(int32(v), n.lo, n.bottom, math.Inf(-1))
		if v > 0 {
			s.nodes[n.parent].changed |= underChanged
		}
	}
}

// within returns a limit brought within what is under the node.
func (n *node) within(limit float64) float64 { return min(max(limit, n.under.least), n.under.most) }

func (s *Solver) reachOf(n *node) (r reach) {
	for slot := n.first; slot < n.after; slot++ {
		up, down := &s.up[slot], &s.down[slot]
		most, least := up.upto[stretches-1], down.upto[stretches-1]
		high, low := up.last(), down.last()
		r = r.plus(reach{-least, most, -low, high, most*high + least*low})
	}
	return r
}

// rawAt returns the piece at price of the sum under a node, before its limits.
func (s *Solver) rawAt(v int32, price float64) piece {
	n := &s.nodes[v]
	if n.seen && n.raw.holds(price) {
		return n.raw.moved(price)
	}
	q := s.homesAt(n, price)
	for c := v + 1; c < n.end; c = s.nodes[c].end {
		q = q.plus(s.at(c, price))
	}
	n.raw, n.seen = q, true
	return q
}

// at returns the piece at price of the sum under a node, inside its limits.
func (s *Solver) at(v int32, price float64) piece {
	n := &s.nodes[v]
	switch {
	case price >= n.top:
		return piece{price: price, power: n.hi, below: n.top, above: math.Inf(1)}
	case price <= n.bottom:
		return piece{price: price, power: n.lo, below: math.Inf(-1), above: n.bottom}
	}
	return s.rawAt(v, price).cut(n.lo, n.hi)
}

// homesAt returns the piece at price of the sum of the homes right under a node.
func (s *Solver) homesAt(n *node, price float64) piece {
	switch {
	case n.first == n.after:
		return piece{price: price, below: math.Inf(-1), above: math.Inf(1)}
	case price > 0:
		return sum(s.up[n.first:n.after], price)
	case price < 0:
		return sum(s.down[n.first:n.after], -price).mirrored()
	}
	return piece{}
}
