package server

import (
	"slices"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// seats says which row of the estimated fleet is whose, and which node is which
// group's. Homes of the same groups share a cell. The innermost zone that a home is
// in is its region, under whose sky its PV is.
type seats struct {
	tree  *estimate.Tree
	zones []fleet.GroupID // by region; "" is that of homes in no zone
	slots map[energy.SiteID]estimate.Slot
	rows  []seat // by slot
	free  []estimate.Slot
	nodes map[fleet.GroupID]node
	cells map[string]*cell
	used  int // cells with homes
}

// seat is of one home, or of none where cell is nil.
type seat struct {
	cell     *cell
	received time.Time // the report that was told of last
	trial    trial
}

// cell is the homes of the same groups.
type cell struct {
	id    estimate.Cell
	homes int
}

type node struct {
	id   estimate.Node
	kind fleet.Kind
}

// newSeats returns seats for no home. Zones keep their regions.
func newSeats(zones []fleet.GroupID) *seats {
	if !slices.Contains(zones, "") {
		zones = append(zones, "")
	}
	s := &seats{zones: zones, slots: map[energy.SiteID]estimate.Slot{}}
	s.plant()
	return s
}

// nobody is the cell, below no group, of rows that are no home's.
const nobody estimate.Cell = 0

// plant begins a tree.
func (s *seats) plant() {
	s.tree = estimate.NewTree(len(s.zones))
	s.tree.Cell(0)
	s.nodes, s.cells, s.used = map[fleet.GroupID]node{}, map[string]*cell{}, 0
}

// putAll gives the homes of places their rows, and those of others back, in a tree
// that has what is needed and no more.
func (s *seats) putAll(f *estimate.Fleet, places []fleet.Place) {
	s.remove(f, places)
	for i := range places {
		if zone := zoneOf(&places[i]); !slices.Contains(s.zones, zone) {
			s.zones = append(s.zones, zone)
		}
	}
	s.plant()
	cells := make([]estimate.Cell, len(s.rows))
	for i := range cells {
		cells[i] = nobody
	}
	for i := range places {
		if slot, there := s.slots[places[i].Site]; there {
			s.sit(slot, s.cellOf(&places[i]))
			cells[slot] = s.rows[slot].cell.id
		}
	}
	f.Replant(s.tree, cells)
	for i := range places {
		s.put(f, places[i])
	}
}

// remove forgets the homes that are not among places.
func (s *seats) remove(f *estimate.Fleet, places []fleet.Place) {
	stay := make(map[energy.SiteID]struct{}, len(places))
	for i := range places {
		stay[places[i].Site] = struct{}{}
	}
	for id, slot := range s.slots {
		if _, stays := stay[id]; !stays {
			f.Remove(slot)
			delete(s.slots, id)
			s.rows[slot], s.free = seat{}, append(s.free, slot)
		}
	}
}

// put gives a home its row, or moves it where it is now. It is false, and nothing is
// done, where that is under a sky of which the tree does not know.
func (s *seats) put(f *estimate.Fleet, p fleet.Place) bool {
	if !slices.Contains(s.zones, zoneOf(&p)) {
		return false
	}
	c := s.cellOf(&p)
	slot, there := s.slots[p.Site]
	switch {
	case there && s.rows[slot].cell == c:
		return true
	case there:
		s.rise(slot)
		f.Move(slot, c.id)
	case len(s.free) > 0:
		slot, s.free = s.free[len(s.free)-1], s.free[:len(s.free)-1]
		f.Reuse(slot, c.id)
	default:
		slot, s.rows = f.Add(c.id), append(s.rows, seat{})
	}
	s.slots[p.Site] = slot
	s.sit(slot, c)
	return true
}

func (s *seats) sit(slot estimate.Slot, c *cell) {
	s.rows[slot].cell = c
	if c.homes++; c.homes == 1 {
		s.used++
	}
}

func (s *seats) rise(slot estimate.Slot) {
	c := s.rows[slot].cell
	if c.homes--; c.homes == 0 {
		s.used--
	}
}

// wasteful tells whether most cells are of homes that have moved on.
func (s *seats) wasteful() bool {
	const some = 100
	return len(s.cells) > 2*s.used+some
}

func (s *seats) cellOf(p *fleet.Place) *cell {
	names := make([]string, len(p.Groups))
	for i, g := range p.Groups {
		names[i] = string(g.ID)
	}
	key := strings.Join(names, "/")
	if c, there := s.cells[key]; there {
		return c
	}
	above := make([]estimate.Node, len(p.Groups))
	for i, g := range p.Groups {
		above[i] = s.nodeOf(g)
	}
	c := &cell{id: s.tree.Cell(slices.Index(s.zones, zoneOf(p)), above...)}
	s.cells[key] = c
	return c
}

func (s *seats) nodeOf(g fleet.Group) estimate.Node {
	n, there := s.nodes[g.ID]
	if !there {
		n = node{id: s.tree.Node(), kind: g.Kind}
		s.nodes[g.ID] = n
	}
	return n.id
}

// zoneOf returns the zone of fewest steps above a home, "" for none.
func zoneOf(p *fleet.Place) fleet.GroupID {
	for _, g := range p.Groups {
		if g.Kind == fleet.Zone {
			return g.ID
		}
	}
	return ""
}
