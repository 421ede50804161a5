package server

import (
	"maps"
	"slices"
	"sync/atomic"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// stake is how far a home may be used for a node, magnitudes. Where both are 0 it is
// held at 0 W.
type stake struct{ up, down energy.Watts }

// roster is who takes part in what programmes ask of nodes now. A home is in one node's
// part of it at most: it holds one order. The zero roster asks for nothing.
type roster struct {
	now atomic.Pointer[lists]
}

// lists is a roster at one instant. It is not changed.
type lists struct {
	parts map[energy.PlantID]map[energy.SiteID]stake
	of    map[energy.SiteID]energy.PlantID
}

// set puts parts in the place of those of before.
func (r *roster) set(parts map[energy.PlantID]map[energy.SiteID]stake) {
	l := lists{parts: parts, of: map[energy.SiteID]energy.PlantID{}}
	for node, homes := range parts {
		for site := range homes {
			l.of[site] = node
		}
	}
	r.now.Store(&l)
}

// homes returns the homes of a node by name: those that a programme has there, or all
// its members where none asks for anything of it.
func (l *lists) homes(node energy.PlantID, members []energy.SiteID) []energy.SiteID {
	if l == nil || l.parts[node] == nil {
		return members
	}
	return slices.Sorted(maps.Keys(l.parts[node]))
}

// bound takes from what a home can do for a node what its programme does not have of
// it. A home that another node has cannot be commanded by this one.
func (l *lists) bound(node energy.PlantID, h *dispatch.Home) {
	if l == nil {
		return
	}
	if has, taken := l.of[h.Site]; taken && has != node {
		h.Ready = false
		return
	}
	if p, in := l.parts[node][h.Site]; in {
		h.Up, h.Down, h.Still = min(h.Up, p.up), min(h.Down, p.down), p == stake{}
	}
}
