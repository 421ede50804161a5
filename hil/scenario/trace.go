package scenario

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Point is one home at one instant, for a plot.
type Point struct {
	At      time.Duration
	Battery energy.Watts
	Grid    energy.Watts
	PV      energy.Watts
	SoC     energy.Ratio
	State   energy.SafetyState
	Alive   bool // a gateway looked after it
}

// Course is what one home did.
type Course struct {
	Name   string
	Points []Point
}

// keptPoints bounds a course: twice as many as a plot has pixels. A longer
// course keeps every second point, then every fourth, and so on.
const keptPoints = 2000

type trace struct {
	points []Point
	stride int
	skip   int
}

func newTrace() trace { return trace{stride: 1} }

func (t *trace) add(h *house, at time.Duration) {
	if t.skip++; t.skip < t.stride {
		return
	}
	t.skip = 0
	s := h.home.State()
	t.points = append(t.points, Point{
		At: at, Battery: s.Battery, Grid: s.Grid, PV: s.PV, SoC: s.SoC, State: h.said.State, Alive: h.gateway != nil,
	})
	if len(t.points) < keptPoints {
		return
	}
	for i := range keptPoints / 2 {
		t.points[i] = t.points[2*i]
	}
	t.points, t.stride = t.points[:keptPoints/2], 2*t.stride
}
