package fleet

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
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

// LimitsOver returns the limits that node and every group above it have at at, by
// node and name: what Effective makes one of.
func (r *Registry) LimitsOver(ctx context.Context, node Node, at time.Time) ([]Limit, error) {
	query := limits + ` WHERE ` + holding + ` AND (node_kind = $2 AND node = $3`
	args := []any{at.UnixMilli(), string(node.Kind), node.ID}
	for _, group := range r.over(node, at) {
		args = append(args, string(group.ID))
		query += ` OR node_kind = 'group' AND node = $` + strconv.Itoa(len(args))
	}
	found, err := list(ctx, r.store.Reads(), scanLimit, query+`)`, args...)
	slices.SortFunc(found, func(a, b Limit) int {
		return cmp.Or(-cmp.Compare(a.Node.Kind, b.Node.Kind), cmp.Compare(a.Node.ID, b.Node.ID), cmp.Compare(a.Name, b.Name))
	})
	return found, err
}

// over returns the groups above a node.
func (r *Registry) over(node Node, at time.Time) []Group {
	r.index.mu.RLock()
	defer r.index.mu.RUnlock()
	x := &r.index.roster
	stays := x.homes[energy.SiteID(node.ID)]
	if node.Kind == AtGroup {
		stays = nil
		if i, there := x.ids[GroupID(node.ID)]; there {
			stays = x.groups[i].in
		}
	}
	above, _ := x.above(stays, at.UnixMilli(), nil)
	return x.groupsOf(above)
}
