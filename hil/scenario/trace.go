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
// course keeps one of two points, then of four, and so on.
const keptPoints = 2000

// louder is the one of two points that a plot must not lose: a peak.
func louder(a, b Point) Point {
	if b.Grid.Abs() > a.Grid.Abs() {
		return b
	}
	return a
}

type trace struct {
	points []Point
	stride int
	skip   int
}

func newTrace() trace { return trace{stride: 1} }

func (t *trace) add(h *house, at time.Duration) {
	s := h.home.State()
	now := Point{At: at, Battery: s.Battery, Grid: s.Grid, PV: s.PV, SoC: s.SoC, State: h.said.State, Alive: h.passes > 0}
	if t.skip == 0 {
		t.points = append(t.points, now)
	}
	last := &t.points[len(t.points)-1]
	*last = louder(*last, now)
	if t.skip++; t.skip < t.stride {
		return
	}
	t.skip = 0
	if len(t.points) < keptPoints {
		return
	}
	for i := range keptPoints / 2 {
		t.points[i] = louder(t.points[2*i], t.points[2*i+1])
	}
	t.points, t.stride = t.points[:keptPoints/2], 2*t.stride
}
