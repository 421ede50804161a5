package device

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// newDeye is a three-phase hybrid: discharge positive, import positive at the
// grid, whose low word is 625 and high word 690. There is no lease: currents
// (108, 109), the mode of 142 and the time slots of 146 to 177 stay as they
// were written for good.
func newDeye(c Config) *sheet {
	amps := float64(c.Battery) / busVolts
	s := newSheet([]cell{
		constant(holding, 0, u16, 5),
		constant(holding, 20, u32low, 10*float64(c.Battery)),
		setting(108, u16, 0, 250, amps),
		setting(109, u16, 0, 250, amps),
		setting(127, u16, 0, 250, 0),
		setting(128, u16, 0, 250, amps),
		setting(130, u16, 0, 1, 1),
		setting(142, u16, 0, 2, 2),
		setting(143, u16, 0, 16000, float64(max(c.Battery, c.PV))),
		setting(145, u16, 0, 1, 1),
		setting(146, u16, 0, 255, 0),
		setting(340, u16, 0, 32000, 32000),
		islands(holding, 552, u16, 5, 1),
		constant(holding, 570, u16, 0), // reads run over what lies between
		measured(holding, 586, u16, 10, func(t *truth) float64 { return float64(t.Temperature) + 100 }),
		measured(holding, 587, u16, 100, bus),
		measured(holding, 588, u16, 100, charged),
		measured(holding, 590, i16, 1, battery),
		measured(holding, 591, i16, 100/busVolts, battery),
		measured(holding, 609, u16, 100, hertz),
		measured(holding, 625, u16, 1, func(t *truth) float64 { return float64(uint16(int32(-t.Grid))) }),
		measured(holding, 636, i16, 1, output),
		measured(holding, 653, u16, 1, in(load)),
		measured(holding, 672, u16, 1, solar),
		constant(holding, 673, u16, 0),
		constant(holding, 674, u16, 0),
		constant(holding, 675, u16, 0),
		measured(holding, 690, u16, 1, func(t *truth) float64 { return float64(uint16(int32(-t.Grid) >> 16)) }),
	}, text(holding, 3, 5, c.Serial), three(holding, 613, 1, i16, 100, drawn),
		three(holding, 616, 1, i16, 1, func(i int) func(*truth) float64 { return in(phase(i)) }),
		three(holding, 598, 1, u16, 10, every(volts)),
		three(holding, 622, 1, i16, 1, func(i int) func(*truth) float64 { return in(phase(i)) }),
		slots6(148, 0, 2359, [6]float64{0, 400, 800, 1200, 1600, 2000}),
		slots6(154, 0, 16000, same6(float64(c.Battery))),
		slots6(166, 0, 100, same6(20)), slots6(172, 0, 3, same6(0)))
	s.curb = curb{sun: true, says: func() (energy.Watts, bool) { v := s.get(340); return energy.Watts(v), v < 32000 }}
	var plan *deyePlan // nil while everything is as delivered
	s.obey = func(w written) {
		if !w.has(340) {
			plan = s.deyePlan(c.Battery)
		}
	}
	s.clocked = func(t *truth, now time.Time) mandate {
		if plan == nil {
			return mandate{}
		}
		return plan.at(t, now)
	}
	return s
}

func slots6(address uint16, low, high float64, initial [6]float64) []cell {
	var out []cell
	for i, v := range initial {
		out = append(out, setting(address+uint16(i), u16, low, high, v))
	}
	return out
}

func same6(v float64) [6]float64 { return [6]float64{v, v, v, v, v, v} }

// deyePlan is what the settings say, read when they are written.
type deyePlan struct {
	limits       energy.Envelope // by the currents of 108 and 109
	gridCharge   energy.Watts    // by 128, 0 where 130 forbids it
	sells, slots bool
	slot         [6]struct {
		from    int // as 1330 for 13:30
		power   energy.Watts
		goal    energy.Ratio
		charges bool
	}
}

func (s *sheet) deyePlan(rating energy.Watts) *deyePlan {
	amps := func(at uint16) energy.Watts { return min(rating, energy.Watts(s.get(at)*busVolts)) }
	p := &deyePlan{
		limits: energy.Envelope{Min: -amps(108), Max: amps(109)},
		sells:  s.get(142) == 0, slots: int(s.get(146))&1 == 1,
	}
	if s.get(130) == 1 {
		p.gridCharge = amps(128)
	}
	for i := range p.slot {
		n, at := uint16(i), &p.slot[i]
		at.from, at.power = int(s.get(148+n)), energy.Watts(s.get(154+n))
		at.goal, at.charges = energy.Ratio(s.get(166+n)/100), int(s.get(172+n))&1 == 1
	}
	return p
}

// at is what the slot of this time of day makes of the battery: below its SoC
// it charges from the grid if it may, above it discharges to the grid if
// selling comes first, and else it keeps to its own use within the currents.
func (p *deyePlan) at(t *truth, now time.Time) mandate {
	e := p.limits
	if !p.slots {
		return bounded(e)
	}
	slot := &p.slot[5]
	clock := 100*now.Hour() + now.Minute()
	for i := range p.slot {
		if clock >= p.slot[i].from {
			slot = &p.slot[i]
		}
	}
	switch {
	case t.SoC < slot.goal && slot.charges && p.gridCharge > 0:
		return forced(max(e.Min, -p.gridCharge))
	case t.SoC > slot.goal && p.sells:
		return forced(min(e.Max, slot.power))
	case t.SoC <= slot.goal:
		return bounded(energy.Envelope{Min: e.Min, Max: 0})
	}
	return bounded(energy.Envelope{Min: e.Min, Max: min(e.Max, slot.power)})
}
