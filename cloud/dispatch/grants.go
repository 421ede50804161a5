package dispatch

import (
	"math"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// grants are what leases that may be in force grant under each node of a grid, at level
// +1 and -1: homes may be at either within a moment, so both are kept inside the limits
// at all times, whatever share a home is on its way to.
type grants struct {
	grid  *Grid
	under []Hold // each node
}

// over is how far above a limit is rounding.
const over = 1e-9

// newGrants adds up what homes hold, of which that of home i is held(i).
func newGrants(g *Grid, homes int, held func(int) Hold) grants {
	s := grants{grid: g, under: make([]Hold, len(g.Parents))}
	if len(s.under) > 0 {
		for i := range homes {
			s.add(g.Under[i], held(i))
		}
	}
	return s
}

// add notes what is held under a node.
func (s *grants) add(node int32, h Hold) {
	if h.none() {
		return
	}
	for ; node >= 0; node = s.grid.Parents[node] {
		s.under[node] = s.under[node].plus(h)
	}
}

// room returns what more can be granted to a home in each direction inside limits; below
// 0 where too much is granted already.
func (s *grants) room(home int, limits []energy.Envelope) Hold {
	room := Hold{energy.Watts(math.Inf(1)), energy.Watts(math.Inf(1))}
	if len(s.under) == 0 {
		return room
	}
	for v := s.grid.Under[home]; v >= 0; v = s.grid.Parents[v] {
		l := limits[v]
		room.Up, room.Down = min(room.Up, max(l.Max, 0)-s.under[v].Up), min(room.Down, max(-l.Min, 0)-s.under[v].Down)
	}
	return room
}

// pressed tells whether a home has to give way at once: it may have more in force than
// is allotted to it, under a node where that is too much.
func (s *grants) pressed(home int, held Hold, allotted energy.Participation) bool {
	room := s.room(home, s.grid.Limits)
	return room.Up < -over*held.Up && held.Up > allotted.SlopeUp || room.Down < -over*held.Down && held.Down > allotted.SlopeDown
}

// fit returns the share that a home is granted on its way to another, and notes it: what
// is allotted to all fits, so a home that gives way goes there at once, and one that
// grows takes no more than there is room for. What it held counts until it tells that
// it has the new share.
func (s *grants) fit(home int, held Hold, next, allotted energy.Participation) energy.Participation {
	room := s.room(home, s.grid.aim())
	next.SlopeUp = fitted(held.Up, next.SlopeUp, allotted.SlopeUp, room.Up)
	next.SlopeDown = fitted(held.Down, next.SlopeDown, allotted.SlopeDown, room.Down)
	next.Bounds = energy.Envelope{Min: -next.SlopeDown, Max: next.SlopeUp}
	if len(s.under) > 0 {
		s.add(s.grid.Under[home], held.or(holdOf(next)).less(held))
	}
	return next
}

func fitted(held, next, allotted, room energy.Watts) energy.Watts {
	if room < 0 {
		next = min(next, max(allotted, 0))
	}
	return max(0, min(next, max(held, 0)+max(room, 0)))
}
