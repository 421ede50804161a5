package fleet

import (
	"cmp"
	"encoding/binary"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Place is a home and every group that it is in at one time, itself or through
// others: each once, so that a sum over homes counts each once however many ways
// lead up, those of fewest steps first and then by name.
type Place struct {
	Site   energy.SiteID
	Groups []asset.Group
	Until  time.Time // when that next changes by itself; zero for never
}

// Place returns, from memory, where a home is at at; one that was never added is
// in no group.
func (r *Registry) Place(site energy.SiteID, at time.Time) Place {
	r.index.mu.RLock()
	defer r.index.mu.RUnlock()
	x := &r.index.roster
	above, turn := x.above(x.homes[site], at.UnixMilli(), nil)
	return Place{Site: site, Groups: x.groupsOf(above), Until: asset.SpanOf(0, &turn).To}
}

// Places returns, from memory, where all homes are at at, by site. Homes that are
// in the same groups share one list of them, which is for reading only. It looks on a
// copy: a write that waits for it would have every handshake wait.
func (r *Registry) Places(at time.Time) []Place {
	r.index.mu.RLock()
	x := r.index.roster.copy()
	r.index.mu.RUnlock()
	return x.places(at)
}

func (x *roster) places(at time.Time) []Place {
	places := make([]Place, 0, len(x.homes))
	lists := map[string][]asset.Group{}
	var above []int32
	var key []byte
	for id, stays := range x.homes {
		var turn int64
		above, turn = x.above(stays, at.UnixMilli(), above[:0])
		key = key[:0]
		for _, group := range above {
			key = binary.NativeEndian.AppendUint32(key, uint32(group))
		}
		groups, there := lists[string(key)]
		if !there {
			groups = x.groupsOf(above)
			lists[string(key)] = groups
		}
		places = append(places, Place{Site: id, Groups: groups, Until: asset.SpanOf(0, &turn).To})
	}
	slices.SortFunc(places, func(a, b Place) int { return cmp.Compare(a.Site, b.Site) })
	return places
}

func (r *roster) groupsOf(indices []int32) []asset.Group {
	groups := make([]asset.Group, len(indices))
	for i, at := range indices {
		groups[i] = r.groups[at].Group
	}
	return groups
}

// Known returns, from memory, the groups of a kind, by name.
func (r *Registry) Known(kind asset.Kind) (ids []asset.GroupID) {
	r.index.mu.RLock()
	defer r.index.mu.RUnlock()
	for i := range r.index.roster.groups {
		if g := &r.index.roster.groups[i]; g.Kind == kind {
			ids = append(ids, g.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

// IsPlant tells, from memory, whether a group is a plant.
func (r *Registry) IsPlant(id asset.GroupID) bool {
	r.index.mu.RLock()
	defer r.index.mu.RUnlock()
	i, there := r.index.roster.ids[id]
	return there && r.index.roster.groups[i].Kind == asset.Plant
}
