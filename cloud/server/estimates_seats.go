package server

import (
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// seats says which row of the estimated fleet is whose, and which node is which
// group's. Who makes the passes is the only one that changes it, and holds the lock
// of the fleet when he does; without it he may read.
type seats struct {
	layout
	clocks clocks
	slots  map[energy.SiteID]estimate.Slot
	rows   []seat // by slot
	free   []estimate.Slot
	heard  []estimate.Slot // in the order in which homes were heard last
	used   int             // cells with homes
	told   int             // regions whose clocks the fleet knows
}

// seat is of one home, or of none where cell is nil.
type seat struct {
	site     energy.SiteID
	cell     *cell
	received time.Time // the report that was told of last
	trial    trial
}

// newSeats returns seats for no home. Zones keep their regions.
func newSeats(zones []asset.GroupID, clocks clocks) *seats {
	if !slices.Contains(zones, "") {
		zones = append(zones, "")
	}
	return &seats{layout: newLayout(zones), clocks: clocks, slots: map[energy.SiteID]estimate.Slot{}}
}

// putSome puts homes where they are, and is false where one is under a sky of which the
// tree does not know.
func (s *seats) putSome(f *estimate.Fleet, places []fleet.Place) bool {
	all := true
	for i := range places {
		all = s.put(f, places[i]) && all
	}
	return all
}

// put gives a home its row, or moves it where it is now. It is false, and nothing is
// done, where that is under a sky of which the tree does not know.
func (s *seats) put(f *estimate.Fleet, p fleet.Place) bool {
	if _, known := s.regions[zoneOf(p.Groups)]; !known {
		return false
	}
	c := s.cellOf(p.Groups)
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
	s.slots[p.Site], s.rows[slot].site = slot, p.Site
	s.sit(slot, c)
	return true
}

// slotOf returns the row of the home that is heard as the n-th. Homes are heard in much
// the same order each time, so it is likely the row of the last time: that is looked at
// before it is searched for.
func (s *seats) slotOf(site energy.SiteID, n int) (estimate.Slot, bool) {
	if n < len(s.heard) {
		if slot := s.heard[n]; s.rows[slot].site == site {
			return slot, true
		}
	}
	slot, seated := s.slots[site]
	if seated && n < len(s.heard) {
		s.heard[n] = slot
	} else if seated && n == len(s.heard) {
		s.heard = append(s.heard, slot)
	}
	return slot, seated
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
