package split

import (
	"fmt"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Solver splits powers over the homes of one tree. What it was told of homes and
// limits stays, and what it found: after a few changes it has little to do. It is
// not for several goroutines. Told and solved, it allocates nothing.
type Solver struct {
	nodes    []node
	rank     []int32 // of each node that was named
	slot     []int32 // of each home
	home     []int32 // at each slot
	under    []int32 // node at each slot
	up, down []line  // at each slot
	shares   []energy.Watts
	slopes   []float64 // of shares by price, at each slot
	result   Result
	last     [2]float64 // price that a target was met at, by side: the next begins there
}

// Result is what became of a target.
type Result struct {
	Met   energy.Watts // all that is given
	Unmet energy.Watts // target less Met, signed
	// Price is that of one more watt from all homes; where Unmet is not 0, the
	// price at which every home would do all it can.
	Price Price
}

// New returns a solver for homes under a tree. Node 0 is the root, with parent
// -1; the parent of any other has a lower number. Home i is right under node
// at[i]. It fails as Invalid where that is not so. Homes can do nothing and nodes
// have no limits until told.
func New(parents, at []int32) (*Solver, error) {
	if len(parents) == 0 {
		parents = []int32{-1}
	}
	if err := check(parents, at); err != nil {
		return nil, err
	}
	named := len(parents)
	parents, at = blocks(parents, at)
	rank := ranks(parents)
	s := &Solver{nodes: make([]node, len(parents)), rank: rank[:named]}
	for v, p := range parents {
		n := &s.nodes[rank[v]]
		*n = fresh()
		if n.parent = -1; p >= 0 {
			n.parent = rank[p]
		}
	}
	for v := len(s.nodes) - 1; v > 0; v-- {
		n := &s.nodes[v]
		n.end = max(n.end, int32(v)+1)
		parent := &s.nodes[n.parent]
		parent.end, parent.height = max(parent.end, n.end), max(parent.height, n.height+1)
	}
	s.nodes[0].end = int32(len(s.nodes))
	s.house(at)
	return s, nil
}

// house gives each home its slot, in the order of the nodes.
func (s *Solver) house(at []int32) {
	homes := len(at)
	s.slot, s.home, s.under = make([]int32, homes), make([]int32, homes), make([]int32, homes)
	s.up, s.down = make([]line, homes), make([]line, homes)
	s.shares, s.slopes = make([]energy.Watts, homes), make([]float64, homes)
	for _, v := range at {
		s.nodes[s.rankOf(v)].after++
	}
	next := int32(0)
	for v := range s.nodes {
		n := &s.nodes[v]
		n.first, n.after, next = next, next, next+n.after
	}
	for i, v := range at {
		r := s.rankOf(v)
		slot := s.nodes[r].after
		s.nodes[r].after++
		s.slot[i], s.home[slot], s.under[slot] = slot, int32(i), r
		s.up[slot], s.down[slot] = none(), none()
	}
}

func (s *Solver) rankOf(v int32) int32 { return s.rank[:cap(s.rank)][v] }

// Set says what a home can do, up discharging and down charging.
func (s *Solver) Set(home int, up, down Side) {
	slot := s.slot[home]
	a, b := up.line(), down.line()
	if a != s.up[slot] || b != s.down[slot] {
		s.up[slot], s.down[slot] = a, b
		s.nodes[s.under[slot]].changed |= homesChanged
	}
}

// SetLimits sets the limits of a node. It fails as Invalid, and changes
// nothing, where Min is above Max or one is not a number.
func (s *Solver) SetLimits(node int, l Limits) error {
	if node < 0 || node >= len(s.rank) {
		return invalid(fmt.Sprintf("node %d", node), "name a node of the tree", fmt.Errorf("there are %d", len(s.rank)))
	}
	if err := checkLimits(node, l); err != nil {
		return err
	}
	if n := &s.nodes[s.rank[node]]; n.limits != l {
		n.limits = l
		n.changed |= limitsChanged
	}
	return nil
}

// Shares returns the power of each home by the last Solve, which the next one
// overwrites.
func (s *Solver) Shares() []energy.Watts { return s.shares }
