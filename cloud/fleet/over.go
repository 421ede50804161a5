package fleet

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// LimitsOver returns the limits that node and every group above it have at at, by
// node and name: what Effective makes one of.
func (r *Registry) LimitsOver(ctx context.Context, node asset.Node, at time.Time) ([]asset.Limit, error) {
	query := limits + ` WHERE ` + holding + ` AND (node_kind = $2 AND node = $3`
	args := []any{at.UnixMilli(), string(node.Kind), node.ID}
	for _, group := range r.over(node, at) {
		args = append(args, string(group.ID))
		query += ` OR node_kind = 'group' AND node = $` + strconv.Itoa(len(args))
	}
	found, err := list(ctx, r.store.Reads(), scanLimit, query+`)`, args...)
	slices.SortFunc(found, func(a, b asset.Limit) int {
		return cmp.Or(-cmp.Compare(a.Node.Kind, b.Node.Kind), cmp.Compare(a.Node.ID, b.Node.ID), cmp.Compare(a.Name, b.Name))
	})
	return found, err
}

// over returns the groups above a node.
func (r *Registry) over(node asset.Node, at time.Time) []asset.Group {
	r.index.mu.RLock()
	defer r.index.mu.RUnlock()
	x := &r.index.roster
	stays := x.homes[energy.SiteID(node.ID)]
	if node.Kind == asset.AtGroup {
		stays = nil
		if i, there := x.ids[asset.GroupID(node.ID)]; there {
			stays = x.groups[i].in
		}
	}
	above, _ := x.above(stays, at.UnixMilli(), nil)
	return x.groupsOf(above)
}
