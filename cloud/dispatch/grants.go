package dispatch

import (
	"math"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// grants are what leases in force grant under each node of a grid, at level +1 and
// -1: homes may be at either within a moment, so both are kept inside the limits at
// all times, whatever share a home is on its way to.
type grants struct {
	grid     *Grid
	up, down []energy.Watts // under each node
}

// over is how far above a limit is rounding.
const over = 1e-9

// newGrants adds up leases, of which that of home i is share(i).
func newGrants(g *Grid, homes int, share func(int) energy.Participation) grants {
	s := grants{grid: g, up: make([]energy.Watts, len(g.Parents)), down: make([]energy.Watts, len(g.Parents))}
	for i := range homes {
		s.add(i, share(i), 1)
	}
	return s
}

func (s *grants) add(home int, share energy.Participation, times energy.Watts) {
	for v := range s.over(home) {
		s.up[v] += times * share.SlopeUp
		s.down[v] += times * share.SlopeDown
	}
}

// over yields the nodes over a home.
func (s *grants) over(home int) func(yield func(int32) bool) {
	return func(yield func(int32) bool) {
		if len(s.up) == 0 {
			return
		}
		for v := s.grid.Under[home]; v >= 0 && yield(v); {
			v = s.grid.Parents[v]
		}
	}
}

// room returns what more can be granted to a home in each direction; below 0 where
// too much is granted already.
func (s *grants) room(home int) (up, down energy.Watts) {
	up, down = energy.Watts(math.Inf(1)), energy.Watts(math.Inf(1))
	for v := range s.over(home) {
		l := s.grid.Limits[v]
		up, down = min(up, max(l.Max, 0)-s.up[v]), min(down, max(-l.Min, 0)-s.down[v])
	}
	return up, down
}

// pressed tells whether a home has to give way at once: it was granted more than is
// allotted to it, under a node where too much is granted.
func (s *grants) pressed(home int, had, allotted energy.Participation) bool {
	up, down := s.room(home)
	return up < -over*had.SlopeUp && had.SlopeUp > allotted.SlopeUp || down < -over*had.SlopeDown && had.SlopeDown > allotted.SlopeDown
}

// fit returns the share that a home which had one is granted on its way to another,
// and notes it: what is allotted to all fits, so a home that gives way goes there
// at once, and one that grows takes no more than there is room for.
func (s *grants) fit(home int, had, next, allotted energy.Participation) energy.Participation {
	up, down := s.room(home)
	next.SlopeUp = fitted(had.SlopeUp, next.SlopeUp, allotted.SlopeUp, up)
	next.SlopeDown = fitted(had.SlopeDown, next.SlopeDown, allotted.SlopeDown, down)
	next.Bounds = energy.Envelope{Min: -next.SlopeDown, Max: next.SlopeUp}
	s.add(home, had, -1)
	s.add(home, next, 1)
	return next
}

func fitted(had, next, allotted, room energy.Watts) energy.Watts {
	if room < 0 {
		next = min(next, max(allotted, 0))
	}
	return max(0, min(next, max(had, 0)+max(room, 0)))
}
