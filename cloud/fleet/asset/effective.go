package asset

import (
	"cmp"
	"slices"
)

// Effective returns of each name the tightest of limits that hold at one time,
// as it is: with the node that it comes from. They come in the order of
// LimitNames; a name of which there is none is not limited. Of equal ones a
// home's own goes first, then by id.
//
// It is what bounds one home, given the limits of the home and of all groups
// above it. What homes may do together at a node is that node's own limit.
func Effective(limits []Limit) []Limit {
	var all []Limit
	for _, name := range LimitNames() {
		named := slices.DeleteFunc(slices.Clone(limits), func(l Limit) bool { return l.Name != name })
		if len(named) > 0 {
			all = append(all, slices.MinFunc(named, tighter))
		}
	}
	return all
}

func tighter(a, b Limit) int {
	return cmp.Or(cmp.Compare(a.Value, b.Value), -cmp.Compare(a.Node.Kind, b.Node.Kind), cmp.Compare(a.Node.ID, b.Node.ID))
}
