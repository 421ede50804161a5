package fleet

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"strings"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// roster is who is in which group when, in memory: for each home and for each
// group those it is in itself. It is pure but for load.
type roster struct {
	ids    map[asset.GroupID]int32
	groups []node
	homes  map[energy.SiteID][]stay
}

// node is one group and those it is in.
type node struct {
	asset.Group
	in []stay
}

// stay is a time in a group, in milliseconds, forever for no end.
type stay struct {
	group    int32
	from, to int64
}

func (s *stay) holds(at int64) bool { return s.from <= at && at < s.to }

func newRoster() roster {
	return roster{ids: map[asset.GroupID]int32{}, homes: map[energy.SiteID][]stay{}}
}

// load reads the roster that db has.
func (r *roster) load(ctx context.Context, db querier) error {
	group := func(rows *sql.Rows) error {
		g, err := scanGroup(rows)
		r.addGroup(g)
		return err
	}
	if err := each(ctx, db, group, `SELECT id, kind, added FROM fleet_group`); err != nil {
		return err
	}
	site := func(rows *sql.Rows) error {
		id, err := scanID[energy.SiteID](rows)
		r.addHome(id)
		return err
	}
	if err := each(ctx, db, site, `SELECT id FROM site`); err != nil {
		return err
	}
	part := func(rows *sql.Rows) error {
		h, err := scanHeld(rows)
		r.nest(&h)
		return err
	}
	if err := each(ctx, db, part, heldParts); err != nil {
		return err
	}
	return each(ctx, db, func(rows *sql.Rows) error {
		h, err := scanHeld(rows)
		r.join(&h)
		return err
	}, heldMembers)
}

func (r *roster) addGroup(g asset.Group) {
	if _, there := r.ids[g.ID]; !there {
		r.ids[g.ID] = int32(len(r.groups))
		r.groups = append(r.groups, node{Group: g})
	}
}

func (r *roster) addHome(id energy.SiteID) {
	if _, there := r.homes[id]; !there {
		r.homes[id] = nil
	}
}

// join takes a membership in, in the place of one that began at the same time.
func (r *roster) join(h *held) {
	id := energy.SiteID(h.b)
	r.homes[id] = placed(r.homes[id], stay{r.ids[asset.GroupID(h.a)], h.from, h.to})
}

// nest is join for a group in another.
func (r *roster) nest(h *held) {
	child := &r.groups[r.ids[asset.GroupID(h.b)]]
	child.in = placed(child.in, stay{r.ids[asset.GroupID(h.a)], h.from, h.to})
}

// placed changes no stay that is there: a copy of the roster may have it too.
func placed(stays []stay, s stay) []stay {
	for i := range stays {
		if stays[i].group == s.group && stays[i].from == s.from {
			stays = slices.Clone(stays)
			stays[i] = s
			return stays
		}
	}
	return append(stays, s)
}

// copy returns a roster that can be changed while others read this one, and then
// takes its place.
func (r *roster) copy() roster {
	return roster{ids: maps.Clone(r.ids), groups: slices.Clone(r.groups), homes: maps.Clone(r.homes)}
}

// isIn tells whether a home is in a plant at at, itself or through other groups. In a
// lane are those that are in all of the plant: which follows it is said by its order.
func (r *roster) isIn(site energy.SiteID, plant asset.GroupID, at int64) bool {
	wanted, there := r.ids[plant]
	if !there {
		wanted, there = r.ids[asset.GroupID(energy.PlantID(plant).Whole())]
	}
	return there && r.groups[wanted].Kind.Dispatched() && r.leads(r.homes[site], wanted, at)
}

// leads tells whether one of stays that hold is in wanted. It ends, for no group
// is inside itself.
func (r *roster) leads(stays []stay, wanted int32, at int64) bool {
	for i := range stays {
		if s := &stays[i]; s.holds(at) && (s.group == wanted || r.leads(r.groups[s.group].in, wanted, at)) {
			return true
		}
	}
	return false
}

// above adds to into, which is empty, the groups that one of stays is in at at, each
// once, those of fewest steps first and then by name, and returns when that next
// changes, forever for never.
func (r *roster) above(stays []stay, at int64, into []int32) ([]int32, int64) {
	turn := int64(asset.Forever)
	add := func(stays []stay) {
		for i := range stays {
			s := &stays[i]
			turn = min(turn, s.turn(at))
			if s.holds(at) && !slices.Contains(into, s.group) {
				into = append(into, s.group)
			}
		}
	}
	add(stays)
	for near := 0; near < len(into); {
		step := into[near:]
		slices.SortFunc(step, func(a, b int32) int { return strings.Compare(string(r.groups[a].ID), string(r.groups[b].ID)) })
		near = len(into)
		for _, group := range step {
			add(r.groups[group].in)
		}
	}
	return into, turn
}
