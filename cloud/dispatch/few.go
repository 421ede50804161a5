package dispatch

import (
	"cmp"
	"slices"
	"time"
)

// few has no more homes under a node be granted anything than may change direction there
// within a minute: all that are granted may, for one signal turns them. Those that hold
// a grant keep it, and then those with most to give and take.
func (p *Plant) few(v *View, now time.Time) {
	for node := range v.Grid.Wires {
		w := &v.Grid.Wires[node]
		if !w.Switches || len(v.Grid.Under) != len(v.Homes) {
			continue
		}
		under, left := p.candidates(v, int32(node), w.Switching, now)
		slices.SortStableFunc(under, func(a, b *Home) int {
			return cmp.Or(-cmp.Compare(rank(a), rank(b)), -cmp.Compare(a.EnergyUp+a.EnergyDown, b.EnergyUp+b.EnergyDown))
		})
		for _, h := range under[min(max(left, 0), len(under)):] {
			h.Up, h.Down = 0, 0
		}
	}
}

// candidates returns the homes under a node that may be granted something, and how many
// of them may, beside homes that are not the plant's to command.
func (p *Plant) candidates(v *View, node int32, most int, now time.Time) (under []*Home, left int) {
	left = most
	for i := range v.Homes {
		h := &v.Homes[i]
		switch {
		case !v.Grid.below(v.Grid.Under[i], node):
		case !p.commons.held(p.config.Plant, h.Site, now).none(), !h.Ready && !h.Held.none():
			left--
		case h.Ready && h.Up+h.Down > 0:
			under = append(under, h)
		}
	}
	for i := range v.Grid.Others {
		if o := &v.Grid.Others[i]; v.Grid.below(o.Under, node) && !p.commons.held("", o.Site, now).none() {
			left--
		}
	}
	return under, left
}

// rank is higher for who holds a grant.
func rank(h *Home) int {
	if h.Held.none() {
		return 0
	}
	return 1
}

// below tells whether a node is another or under it.
func (g *Grid) below(v, node int32) bool {
	for ; v > node && int(v) < len(g.Parents); v = g.Parents[v] {
	}
	return v == node
}
