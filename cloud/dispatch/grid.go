package dispatch

import (
	"fmt"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Grid is the tree of limits that a plant's homes are under. The zero Grid has none.
//
// The limits are of the homes' batteries together. They are given, or follow from what
// is known of each node (Wires). A signal has every level, 0 among them, so shares
// cannot make homes give at all times what a node needs: of limits that exclude 0 W the
// side that can be kept is kept, which is that nothing is granted in the wrong
// direction.
//
// A limit that falls below what is granted has homes give way by orders out of turn.
// What is aimed at is inside it, so that not each of its movements does that.
type Grid struct {
	Parents []int32           // of each node, the root first with -1, none before its own
	Limits  []energy.Envelope // of each node; where there are Wires the plant makes them
	Under   []int32           // node of each of the homes
	Wires   []Wire            // of each node, or none
	Others  []Other           // homes under the nodes that are not the plant's
	within  []energy.Envelope // what is aimed at; nil for Limits
}

// Other is a home under a node of a grid that is not one of the plant's.
type Other struct {
	Site    energy.SiteID
	Under   int32
	Battery energy.Watts
	Armed   Hold // as a Home's
}

// aim returns what to allot within, of each node.
func (g *Grid) aim() []energy.Envelope {
	if g.within == nil {
		return g.Limits
	}
	return g.within
}

// check fails where the grid does not fit that many homes, is no tree over them, or a
// limit is none.
func (g *Grid) check(homes int) error {
	bad := func(format string, args ...any) error {
		return &fault.Error{Op: "allocate", Kind: fault.Invalid, Subject: "grid", Hint: "grant nothing until the limits are known", Err: fmt.Errorf(format, args...)}
	}
	if len(g.Limits) != len(g.Parents) || len(g.Under) != homes || len(g.Wires) > 0 && len(g.Wires) != len(g.Parents) {
		return bad("%d limits and %d wires for %d nodes, %d of %d homes under one", len(g.Limits), len(g.Wires), len(g.Parents), len(g.Under), homes)
	}
	for v, l := range g.Limits {
		if !(l.Min <= l.Max) {
			return bad("node %d: limits %v W to %v W", v, l.Min, l.Max)
		}
		if up := g.Parents[v]; up >= int32(v) || (up < 0) != (v == 0) {
			return bad("node %d is below node %d: want the root first, and each node behind the one above it", v, up)
		}
	}
	outside := func(v int32) bool { return len(g.Parents) > 0 && (v < 0 || int(v) >= len(g.Parents)) }
	for i, v := range g.Under {
		if outside(v) {
			return bad("home %d is under node %d of %d", i, v, len(g.Parents))
		}
	}
	for i := range g.Others {
		if o := &g.Others[i]; outside(o.Under) {
			return bad("home %s is under node %d of %d", o.Site, o.Under, len(g.Parents))
		}
	}
	return nil
}
