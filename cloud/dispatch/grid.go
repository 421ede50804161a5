package dispatch

import (
	"fmt"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Grid is the tree of limits that a plant's homes are under. The zero Grid has none.
//
// The limits are of the homes' batteries together, split.Headroom of what each node
// may carry. A signal has every level, 0 among them, so shares cannot make homes
// give at all times what a node needs: of limits that exclude 0 W the side that can
// be kept is kept, which is that nothing is granted in the wrong direction.
//
// A limit that falls below what is granted has homes give way by orders out of turn:
// limits are to be what holds for the length of a lease, not that of each second.
type Grid struct {
	Parents []int32           // of each node, the root first with -1, none before its own
	Limits  []energy.Envelope // of each node
	Under   []int32           // node of each of the homes
}

// check fails where the grid does not fit that many homes, is no tree over them, or a
// limit is none.
func (g *Grid) check(homes int) error {
	bad := func(format string, args ...any) error {
		return &fault.Error{Op: "allocate", Kind: fault.Invalid, Subject: "grid", Hint: "grant nothing until the limits are known", Err: fmt.Errorf(format, args...)}
	}
	if len(g.Limits) != len(g.Parents) || len(g.Under) != homes {
		return bad("%d limits for %d nodes, %d of %d homes under one", len(g.Limits), len(g.Parents), len(g.Under), homes)
	}
	for v, l := range g.Limits {
		if !(l.Min <= l.Max) {
			return bad("node %d: limits %v W to %v W", v, l.Min, l.Max)
		}
		if up := g.Parents[v]; up >= int32(v) || (up < 0) != (v == 0) {
			return bad("node %d is below node %d: want the root first, and each node behind the one above it", v, up)
		}
	}
	for i, v := range g.Under {
		if len(g.Parents) > 0 && (v < 0 || int(v) >= len(g.Parents)) {
			return bad("home %d is under node %d of %d", i, v, len(g.Parents))
		}
	}
	return nil
}
