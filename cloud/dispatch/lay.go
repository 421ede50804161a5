package dispatch

import (
	"cmp"
	"slices"
)

// Layout is one tree over homes. Node 0 is the root, over all; what follows are the
// nodes that were given, larger ones first.
type Layout struct {
	Parents []int32
	Nodes   []int32 // of each but the root and Shut, which one it was as given
	Under   []int32 // node of each home
	Crossed []int32 // those given whose homes are partly under another
	// Shut is the node, last of all, of homes under what is crossed; -1 for none. No tree
	// keeps their limits, so nothing is to be granted there.
	Shut int32
}

// Lay makes one tree of n nodes, of which over[i] are those over home i in any order. Of
// two nodes the one with fewer homes is under the other.
func Lay(n int, over [][]int32) Layout {
	rank, nodes := ranked(n, over)
	l := Layout{Parents: slices.Repeat([]int32{-1}, n+1), Nodes: nodes, Under: make([]int32, len(over)), Shut: -1}
	crossed := make([]bool, n+1)
	ways := make([][]int32, len(over))
	for i, nodes := range over {
		way := make([]int32, 0, len(nodes))
		for _, v := range nodes {
			way = append(way, rank[v])
		}
		slices.SortFunc(way, func(a, b int32) int { return int(b - a) })
		ways[i] = slices.Compact(way)
		l.note(ways[i], crossed)
	}
	for v, is := range crossed {
		if is {
			l.Crossed = append(l.Crossed, nodes[v-1])
		}
	}
	for v := 1; v < len(l.Parents); v++ {
		l.Parents[v] = max(l.Parents[v], 0)
	}
	l.house(ways, crossed)
	return l
}

// ranked returns where each node stands in the tree, and which stands where.
func ranked(n int, over [][]int32) (rank, nodes []int32) {
	homes := make([]int, n)
	for _, above := range over {
		for _, v := range above {
			homes[v]++
		}
	}
	nodes, rank = make([]int32, n), make([]int32, n)
	for v := range nodes {
		nodes[v] = int32(v)
	}
	slices.SortStableFunc(nodes, func(a, b int32) int { return cmp.Compare(homes[b], homes[a]) })
	for at, v := range nodes {
		rank[v] = int32(at + 1)
	}
	return rank, nodes
}

// note has the nodes of a way up be under one another, and says which are not for all.
func (l *Layout) note(way []int32, crossed []bool) {
	for k, v := range way {
		above := int32(0)
		if k+1 < len(way) {
			above = way[k+1]
		}
		if had := l.Parents[v]; had >= 0 && had != above {
			crossed[v] = true
		}
		l.Parents[v] = above
	}
}

// house puts homes under the lowest node of their way.
func (l *Layout) house(ways [][]int32, crossed []bool) {
	for i, way := range ways {
		switch {
		case slices.ContainsFunc(way, func(v int32) bool { return crossed[v] }):
			if l.Shut < 0 {
				l.Shut = int32(len(l.Parents))
				l.Parents = append(l.Parents, 0)
			}
			l.Under[i] = l.Shut
		case len(way) > 0:
			l.Under[i] = way[0]
		}
	}
}
