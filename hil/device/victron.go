package device

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// veBusUnit is the VE.Bus system behind a GX, whose own unit is 100.
const (
	gxUnit    = 100
	veBusUnit = 246
)

// victronLapse is how long external control holds without a refresh.
const victronLapse = 60 * time.Second

// essExternal is the ESS mode (2902) in which 37, 40 and 41 command.
const essExternal = 3

// newVictron is a GX with a Multi: int16, import and charge positive. In ESS
// mode 3 the battery takes from the AC input what 37, 40 and 41 of the VE.Bus
// unit say together, for 60 s from the last write of any of them; then the GX
// falls to mode 1, its own. In mode 1 it steers for the grid setpoint of 2700.
// 2700, 2704, 2706 and 2901 are stored settings.
func newVictron(c Config) []slot {
	gx := newSheet([]cell{
		islands(holding, 826, i16, 1, 240),
		measured(holding, 840, u16, 10, bus),
		measured(holding, 841, i16, -10/busVolts, battery),
		measured(holding, 842, i16, 1, in(battery)),
		measured(holding, 843, u16, 100, charged),
		measured(holding, 844, u16, 1, func(t *truth) float64 {
			switch {
			case t.Battery > 0:
				return 2
			case t.Battery < 0:
				return 1
			}
			return 0
		}),
		measured(holding, 850, u16, 1, func(*truth) float64 { return 0 }),
		setting(2700, i16, -32768, 32767, 0),
		setting(2701, u16, 0, 100, 100),
		setting(2704, i16, -1, 32767, -1),
		setting(2706, i16, -1, 32767, -1),
		setting(2901, u16, 0, 1000, 100),
		setting(2902, u16, 1, 3, 1),
	}, text(holding, 800, 6, c.Serial),
		three(holding, 811, 1, u16, 1, every(func(t *truth) float64 { return float64(t.PV) / 3 })),
		three(holding, 817, 1, u16, 1, every(func(t *truth) float64 { return -float64(t.Load) / 3 })),
		three(holding, 820, 1, i16, 1, func(i int) func(*truth) float64 { return in(phase(i)) }))
	bus := newVEBus(c, gx)
	gx.obey = func(w written) {
		gx.mandate = gx.victron(c.Battery)
		if w.has(2902) && gx.get(2902) != essExternal {
			bus.mandate = mandate{}
			bus.lease.stop()
		}
	}
	return []slot{{id: veBusUnit, device: bus}, {id: gxUnit, device: gx}}
}

func newVEBus(c Config, gx *sheet) *sheet {
	s := newSheet([]cell{
		measured(holding, 12, i16, 0.1, in(battery)),
		constant(holding, 23, i16, 0), // nothing stands behind the AC output
		constant(holding, 28, u16, 1),
		constant(holding, 31, u16, 252),
		measured(holding, 30, u16, 10, charged),
		setting(37, i16, -32768, 32767, 0),
		setting(38, u16, 0, 1, 0),
		setting(39, u16, 0, 1, 0),
		setting(40, i16, -32768, 32767, 0),
		setting(41, i16, -32768, 32767, 0),
	})
	s.lapse = func() { gx.set(2902, 1) }
	s.obey = func(written) {
		if gx.get(2902) != essExternal {
			return
		}
		p := -energy.Watts(s.get(37) + s.get(40) + s.get(41))
		if s.get(38) == 1 {
			p = max(p, 0)
		}
		if s.get(39) == 1 {
			p = min(p, 0)
		}
		s.mandate = forced(whole(c.Battery).Clamp(p))
		s.lease.begin(c.fixed(victronLapse))
	}
	return s
}

// victron is the GX's own mode under what was set.
func (s *sheet) victron(rating energy.Watts) mandate {
	m := bounded(whole(rating))
	m.target = -energy.Watts(s.get(2700))
	if most := energy.Watts(10 * s.get(2704)); most >= 0 {
		m.limits.Max = min(rating, most)
	}
	if m.target == 0 && m.limits == whole(rating) {
		return mandate{}
	}
	return m
}
