package split

import (
	"iter"
	"math"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Binding is a limit of a node that shapes the last solution, or is not kept in it.
type Binding struct {
	Node  int
	End   End
	Limit energy.Watts
	// Price is what one more watt of room at the limit saves, its multiplier: the
	// price above the node less its own, as a magnitude. Of a limit that is not
	// kept it is what was paid to come near.
	Price Price
	// Missed is by how much the limit is not kept, for what is under the node
	// cannot do better. 0 where it is.
	Missed energy.Watts
}

// End is one of two ends of a node's limits.
type End uint8

const (
	AtMost  End = iota // Limits.Max
	AtLeast            // Limits.Min
)

func (e End) String() string {
	if e == AtLeast {
		return "at least"
	}
	return "at most"
}

// slight is of a price, what rounding leaves.
const slight = 1e-12

// Binding returns the limits that bind, by node.
func (s *Solver) Binding() iter.Seq[Binding] {
	return func(yield func(Binding) bool) {
		for node, v := range s.rank {
			if b, ok := s.binding(v); ok {
				b.Node = node
				if !yield(b) {
					return
				}
			}
		}
	}
}

func (s *Solver) binding(v int32) (Binding, bool) {
	n := &s.nodes[v]
	above := float64(s.result.Price)
	if v > 0 {
		above = s.nodes[n.parent].price
	}
	gap, most, least := above-n.price, float64(n.limits.Max), float64(n.limits.Min)
	if math.Abs(gap) <= slight*max(1, math.Abs(above)) {
		gap = 0
	}
	over, short := max(0, n.lo-most), max(0, least-n.hi)
	if gap > 0 || gap == 0 && over > 0 {
		return Binding{End: AtMost, Limit: n.limits.Max, Price: Price(gap), Missed: energy.Watts(over)}, true
	}
	if gap < 0 || short > 0 {
		return Binding{End: AtLeast, Limit: n.limits.Min, Price: Price(-gap), Missed: energy.Watts(short)}, true
	}
	return Binding{}, false
}
