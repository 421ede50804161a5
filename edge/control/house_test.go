package control_test

import (
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/control"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

const rating energy.Watts = 5000

// house is a home in virtual time, as seen through a meter that shows the past
// and a battery that is slow to answer.
type house struct {
	desk     *control.Desk
	now      time.Time
	tick     time.Duration
	dead     time.Duration         // before the battery begins to answer
	lag      time.Duration         // time constant of its answer
	late     time.Duration         // of the meter
	old      time.Duration         // of the battery's reading
	ramp     energy.WattsPerSecond // of the battery, 0 for none
	load, pv energy.Watts          // load is negative
	soc      energy.Ratio
	capacity energy.WattHours
	hertz    energy.Hertz
	islanded bool
	blind    bool // the meter is silent

	battery, sun energy.Watts // what flows
	asked, grid  []energy.Watts
	gave         []energy.Watts
	decision     energy.Decision
}

func newHouse(d *control.Desk) *house {
	return &house{desk: d, now: start, tick: time.Second, dead: 600 * time.Millisecond, lag: 500 * time.Millisecond, soc: 0.5, capacity: 10000, hertz: 50}
}

// step is the fineness of the physics.
const step = 100 * time.Millisecond

// run passes d of virtual time, a Decide every tick.
func (h *house) run(d time.Duration, each func()) {
	for end := h.now.Add(d); h.now.Before(end); {
		h.decide()
		for range h.tick / step {
			h.flow()
		}
		if each != nil {
			each()
		}
	}
}

func (h *house) decide() { h.decision = h.desk.Decide(h.snapshot(), h.now) }

func (h *house) snapshot() energy.Snapshot {
	s := energy.Snapshot{
		At: h.now, Grid: energy.Read(past(h.grid, h.late), h.now), Battery: energy.Read(past(h.gave, h.old), h.now), PV: energy.Read(h.sun, h.now),
		SoC: energy.Read(h.soc, h.now), Frequency: energy.Read(h.hertz, h.now), MaxCharge: energy.Read(rating, h.now), MaxDischarge: energy.Read(rating, h.now),
	}
	if h.islanded {
		s.Islanded = energy.Read(energy.Ratio(1), h.now)
	}
	if h.blind {
		s.Grid = s.Grid.Lost()
	}
	return s
}

// flow moves power and energy by one step.
func (h *house) flow() {
	want, asked := h.decision.Wants[h.decision.Layer].Power()
	if !asked {
		want = 0
	}
	h.asked = append(h.asked, h.able(want))
	share := 1 - math.Exp(-step.Seconds()/h.lag.Seconds())
	change := energy.Watts(share) * (past(h.asked, h.dead) - h.battery)
	if most := h.ramp.Over(step); most > 0 {
		change = max(-most, min(change, most))
	}
	h.battery = h.able(h.battery + change)
	h.gave = append(h.gave, h.battery)
	h.sun = h.pv
	if most, ok := h.decision.Curtail.Power(); ok {
		h.sun = min(h.sun, most)
	}
	h.soc -= energy.Ratio(h.battery.Over(step) / h.capacity)
	h.grid = append(h.grid, h.battery+h.sun+h.load)
	h.now = h.now.Add(step)
}

// able is what the battery can do of p, full and empty included.
func (h *house) able(p energy.Watts) energy.Watts {
	p = max(-rating, min(p, rating))
	if (p > 0 && h.soc <= 0) || (p < 0 && h.soc >= 0.999) {
		return 0
	}
	return p
}

func (h *house) truth() energy.Watts { return past(h.grid, 0) }

func past(line []energy.Watts, d time.Duration) energy.Watts {
	if len(line) == 0 {
		return 0
	}
	return line[max(0, len(line)-1-int(d/step))]
}

// swing is the span of what it is told.
type swing struct{ low, high energy.Watts }

func newSwing() swing {
	return swing{low: energy.Watts(math.Inf(1)), high: energy.Watts(math.Inf(-1))}
}

func (s *swing) see(p energy.Watts) { s.low, s.high = min(s.low, p), max(s.high, p) }

func (s *swing) span() energy.Watts { return s.high - s.low }
