package device

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// solisLapse is how long a forced mode lasts, whatever was set.
const solisLapse = 5 * time.Minute

// newSolis is an S6 hybrid: measurements are input registers, high word
// first. The battery's power is a magnitude (33149) with a direction (33135,
// 0 charges, 1 discharges); the meter counts export as positive. 43135 forces
// charge (1) or discharge (2) with the tens of W of 43136 or 43129, for five
// minutes from the last write of any of them whatever 43282 says.
func newSolis(c Config) *sheet {
	rating := float64(c.Battery)
	s := newSheet([]cell{
		constant(inputs, 33000, u16, 0x3131),
		measured(inputs, 33057, u32, 1, solar),
		measured(inputs, 33079, i32, 1, output),
		measured(inputs, 33093, i16, 10, celsius),
		measured(inputs, 33094, u16, 100, hertz),
		measured(inputs, 33133, u16, 10, bus),
		measured(inputs, 33135, u16, 1, func(t *truth) float64 {
			if t.Battery > 0 {
				return 1
			}
			return 0
		}),
		measured(inputs, 33139, u16, 100, charged),
		measured(inputs, 33143, u16, 10/busVolts, mostIn),
		measured(inputs, 33144, u16, 10/busVolts, mostOut),
		constant(inputs, 33140, u16, 100),
		measured(inputs, 33147, u16, 1, in(load)),
		measured(inputs, 33149, u32, 1, func(t *truth) float64 { return float64(t.Battery.Abs()) }),
		measured(inputs, 33263, i32, 1, grid),
		setting(43024, u16, 0, 100, 10),
		setting(43110, u16, 0, 65535, 1),
		setting(43129, u16, 0, rating/10, 0),
		setting(43135, u16, 0, 2, 0),
		setting(43136, u16, 0, rating/10, 0),
		setting(43282, u16, 1, 30, 5),
	}, text(inputs, 33004, 16, c.Serial), three(inputs, 33073, 1, u16, 10, every(volts)),
		three(inputs, 33257, 2, i32, 1, phase))
	s.solisControl(c)
	return s
}

// solisControl forces by 43135.
func (s *sheet) solisControl(c Config) {
	s.lapse = func() { s.set(43135, 0) }
	s.obey = func(w written) {
		switch s.get(43135) {
		case 1:
			s.mandate = forced(-energy.Watts(10 * s.get(43136)))
		case 2:
			s.mandate = forced(energy.Watts(10 * s.get(43129)))
		default:
			s.mandate = mandate{}
			s.lease.stop()
			return
		}
		if w.has(43129, 43135, 43136) {
			s.lease.begin(c.fixed(solisLapse))
		}
	}
}
