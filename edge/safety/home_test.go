package safety_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// home is a small plant in a loop with Step, a tick a second: PV, a load and a
// battery that does what it is told lag ticks later.
type home struct {
	limits   safety.Limits
	state    safety.State
	now      time.Time
	pv, load energy.Watts // load consumes: negative
	battery  energy.Watts
	soc      energy.Ratio
	lag      int
	queue    []energy.Watts
	deaf     bool                          // accepts, and does nothing
	spoil    func(*energy.Snapshot, *home) // what the sensors do to what is
	island   bool
	set      safety.Setpoint
	verdict  safety.Verdict
}

const capacity = 10_000 // Wh

// everyCheck is a commissioned home with every plausibility check on.
func everyCheck() safety.Limits {
	const age = 5 * time.Second
	return safety.Limits{
		Reserve: 0.2, MaxSoC: 1, SoCHysteresis: 0.02, Rating: 5000,
		Export: capped(1000), Import: capped(15_000), Connection: capped(30_000), Battery: capped(10_000),
		Temperature: safety.Span{Limited: true, Min: -20, Max: 55, Hysteresis: 2, Derate: 5},
		Charging:    safety.Span{Limited: true, Min: 0, Max: 50, Hysteresis: 1, Derate: 5},
		Cells:       safety.Cells{Limited: true, Min: 2.8, Max: 3.6, Taper: 0.1, Hysteresis: 0.05},
		Fuse:        safety.Fuse{Limited: true, Current: 35, Voltage: 207, Feeds: [3]bool{true, true, true}},
		Ramp:        safety.Ramp{Limited: true, Rate: 1000},
		Jumps:       safety.Jumps{Limited: true, SoC: 0.05, Temperature: 5},
		Frozen:      safety.Frozen{Limited: true, After: 2 * time.Minute, Power: 500, Share: 0.1},
		Balance:     safety.Balance{Limited: true, Tolerance: 500, After: 5 * time.Second, Pause: time.Minute, Tries: 3},
		Proof:       safety.Proof{Limited: true, Settle: 20 * time.Second, Tolerance: 200, Pause: time.Minute, Tries: 3},
		Ages:        safety.Ages{Grid: age, Battery: age, SoC: time.Minute, Temperature: time.Minute, Cells: time.Minute},
		Settle:      3 * time.Second, Hold: 10 * time.Second,
	}
}

// settled is such a home after half a minute, with a load of 600 W.
func settled(t *testing.T) *home {
	h := &home{limits: everyCheck(), now: start, load: -600, soc: 0.6, lag: 1}
	require.Empty(t, h.limits.Flaw())
	h.run(30, func() energy.Want { return energy.WantPower(0) })
	require.Zero(t, h.verdict.Bounds)
	return h
}

func (h *home) grid() energy.Watts { return h.pv + h.load + h.battery }

func (h *home) snapshot() energy.Snapshot {
	s := wellAt(h.now)
	s.Grid, s.Battery, s.PV = energy.Read(h.grid(), h.now), energy.Read(h.battery, h.now), energy.Read(h.pv, h.now)
	s.Inverter, s.Load = energy.Read(h.pv+h.battery, h.now), energy.Read(h.load, h.now)
	s.SoC, s.Capacity = energy.Read(h.soc, h.now), energy.Read(energy.WattHours(capacity), h.now)
	s.MaxCharge, s.MaxDischarge = energy.Read(energy.Watts(5000), h.now), energy.Read(energy.Watts(5000), h.now)
	s.CellMin, s.CellMax = energy.Read(energy.Volts(3.2), h.now), energy.Read(energy.Volts(3.25), h.now)
	for i := range s.Phases {
		s.Phases[i] = energy.Read(energy.Amperes(h.grid()/3/230), h.now)
	}
	s.Islanded = energy.Read(energy.Ratio(0), h.now)
	if h.island {
		s.Islanded = energy.Read(energy.Ratio(1), h.now)
	}
	if h.spoil != nil {
		h.spoil(&s, h)
	}
	return s
}

// tick steps once; the battery in its own mode rests.
func (h *home) tick(wish energy.Want) {
	h.now = h.now.Add(time.Second)
	h.state, h.set, h.verdict = safety.Step(&h.limits, h.state, h.snapshot(), wish, energy.Dispatch, h.now)
	p, _ := h.set.Power()
	h.queue = append(h.queue, p)
	if len(h.queue) > h.lag {
		if !h.deaf {
			h.battery = h.queue[0]
		}
		h.queue = h.queue[1:]
	}
	h.soc -= energy.Ratio(h.battery.Over(time.Second) / capacity)
}

func (h *home) run(seconds int, wish func() energy.Want) {
	for range seconds {
		h.tick(wish())
	}
}

func (h *home) power() energy.Watts {
	p, _ := h.set.Power()
	return p
}

func always(p energy.Watts) func() energy.Want {
	return func() energy.Want { return energy.WantPower(p) }
}

func nan() float64 { return math.NaN() }
