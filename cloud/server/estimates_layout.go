package server

import (
	"strings"

	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
)

// layout is a tree, and what its regions, nodes and cells are. The innermost zone that
// a home is in is its region, under whose sky its PV is. Homes of the same groups
// share a cell.
type layout struct {
	tree    *estimate.Tree
	all     estimate.Node   // above every home
	zones   []asset.GroupID // by region; "" is that of homes in no zone
	regions map[asset.GroupID]int
	nodes   map[asset.GroupID]node
	cells   map[string]*cell
}

type node struct {
	id   estimate.Node
	kind asset.Kind
}

// noNode is that of a group without homes.
const noNode estimate.Node = -1

// cell is the homes of the same groups.
type cell struct {
	id    estimate.Cell
	homes int
}

// newLayout returns one of zones, without groups.
func newLayout(zones []asset.GroupID) layout {
	l := layout{
		tree: estimate.NewTree(len(zones)), zones: zones, regions: make(map[asset.GroupID]int, len(zones)),
		nodes: map[asset.GroupID]node{}, cells: map[string]*cell{},
	}
	for i, zone := range zones {
		l.regions[zone] = i
	}
	l.tree.Cell(0) // the first, below no node, is of rows that are no home's
	l.all = l.tree.Node()
	return l
}

// cellOf returns the cell of the homes in groups, whose zone is one of l's.
func (l *layout) cellOf(groups []asset.Group) *cell {
	names := make([]string, len(groups))
	for i, g := range groups {
		names[i] = string(g.ID)
	}
	key := strings.Join(names, "/")
	if c, there := l.cells[key]; there {
		return c
	}
	above := []estimate.Node{l.all}
	for _, g := range groups {
		above = append(above, l.nodeOf(g))
	}
	c := &cell{id: l.tree.Cell(l.regions[zoneOf(groups)], above...)}
	l.cells[key] = c
	return c
}

func (l *layout) nodeOf(g asset.Group) estimate.Node {
	n, there := l.nodes[g.ID]
	if !there {
		n = node{id: l.tree.Node(), kind: g.Kind}
		l.nodes[g.ID] = n
	}
	return n.id
}

// zoneOf returns the nearest zone of groups, which are nearest first, "" for none.
func zoneOf(groups []asset.Group) asset.GroupID {
	for _, g := range groups {
		if g.Kind == asset.Zone {
			return g.ID
		}
	}
	return ""
}
