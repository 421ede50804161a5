package server

import (
	"slices"

	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// planting is a tree made ready beside the one that stands: that takes long where homes
// are many, and to put it in the other's place takes a walk over their rows.
type planting struct {
	layout
	cells []*cell         // by slot; nil where no home is
	ids   []estimate.Cell // of those
	used  int
	gone  []energy.SiteID // homes that are not among the places
	fresh []fleet.Place   // of homes that have no row yet
	known map[list]*cell
}

// list is one list of groups, which homes in the same groups share.
type list struct {
	first *asset.Group
	n     int
}

// plan makes a tree ready that has what places need and no more. It changes nothing.
func (s *seats) plan(places []fleet.Place) *planting {
	p := &planting{
		layout: newLayout(withZonesOf(s.zones, s.regions, places)), known: map[list]*cell{},
		cells: make([]*cell, len(s.rows)), ids: make([]estimate.Cell, len(s.rows)),
	}
	for i := range places {
		if slot, there := s.slots[places[i].Site]; there {
			p.sit(slot, places[i].Groups)
		} else {
			p.fresh = append(p.fresh, places[i])
		}
	}
	for id, slot := range s.slots {
		if p.cells[slot] == nil {
			p.gone = append(p.gone, id)
		}
	}
	p.known = nil
	return p
}

// withZonesOf returns zones, which keep their regions, and behind them those of places
// that are new.
func withZonesOf(zones []asset.GroupID, regions map[asset.GroupID]int, places []fleet.Place) []asset.GroupID {
	zones = slices.Clone(zones)
	fresh := map[asset.GroupID]bool{}
	for i := range places {
		zone := zoneOf(places[i].Groups)
		if _, old := regions[zone]; !old && !fresh[zone] {
			fresh[zone], zones = true, append(zones, zone)
		}
	}
	return zones
}

func (p *planting) sit(slot estimate.Slot, groups []asset.Group) {
	c := p.cellFor(groups)
	if c.homes++; c.homes == 1 {
		p.used++
	}
	p.cells[slot], p.ids[slot] = c, c.id
}

// cellFor is cellOf, which looks at each list once.
func (p *planting) cellFor(groups []asset.Group) *cell {
	if len(groups) == 0 {
		return p.cellOf(groups)
	}
	key := list{&groups[0], len(groups)}
	c, there := p.known[key]
	if !there {
		c = p.cellOf(groups)
		p.known[key] = c
	}
	return c
}

// plant puts p, which was planned of s as it is, in the place of the tree that stands.
// Homes that are fresh have no row yet.
func (s *seats) plant(f *estimate.Fleet, p *planting) {
	for _, id := range p.gone {
		slot := s.slots[id]
		f.Remove(slot)
		delete(s.slots, id)
		s.rows[slot], s.free = seat{}, append(s.free, slot)
	}
	f.Replant(p.tree, p.ids)
	for slot, c := range p.cells {
		s.rows[slot].cell = c
	}
	for region := s.told; region < len(p.zones); region++ {
		if place := s.clocks.zones[p.zones[region]]; place != nil {
			f.Zone(region, place)
		}
	}
	s.layout, s.used, s.told = p.layout, p.used, len(p.zones)
}

// replant puts all homes where they are now. Who reads waits for no more than the walk
// over the rows, and then for a thousand fresh homes at a time.
func (e *estimates) replant(places []fleet.Place) {
	p := e.seats.plan(places)
	e.locked(func() { e.seats.plant(e.fleet, p) })
	for some := range slices.Chunk(p.fresh, atATime) {
		e.locked(func() { e.seats.putSome(e.fleet, some) })
	}
}

func (e *estimates) locked(do func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	do()
}
