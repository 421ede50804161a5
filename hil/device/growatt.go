package device

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// newGrowatt is an SPH or MOD that speaks the VPP protocol: measurements are
// input registers, high word first, in 0.1 W; 31112 counts import as positive,
// 31200 charge, and so does the command of 30409, in percent of the rating. With authority
// (30100) and enable (30407) a command lasts the minutes of 30408 from the
// last write of it, of the enable or of the power; 0 never ends. Then the
// enable is 0 and the authority stays, which blocks the owner's time slots. The
// percent of 30154 limit the inverter as a whole until they are written again.
func newGrowatt(c Config) *sheet {
	s := newSheet([]cell{
		measured(inputs, 1, u32, 10, solar),
		measured(inputs, 37, u16, 100, hertz),
		measured(inputs, 1009, u32, 10, discharge),
		measured(inputs, 1011, u32, 10, charge),
		measured(inputs, 1014, u16, 100, charged),
		measured(inputs, 1021, u32, 10, bought),
		measured(inputs, 1029, u32, 10, sold),
		measured(inputs, 1040, u16, 10, celsius),
		islands(inputs, 31000, u16, 6, 7),
		measured(inputs, 31058, u32, 10, solar),
		measured(inputs, 31100, i32, 10, output),
		measured(inputs, 31105, u16, 100, hertz),
		measured(inputs, 31112, i32, 10, in(grid)),
		measured(inputs, 31200, i32, 10, in(battery)),
		measured(inputs, 31210, u32, 10, mostIn),
		measured(inputs, 31212, u32, 10, mostOut),
		measured(inputs, 31214, i16, 10, bus),
		measured(inputs, 31217, u16, 100, charged),
		constant(holding, 30000, u16, 3601),
		constant(holding, 30016, u32, 10*max(float64(c.Battery), float64(c.PV))),
		constant(holding, 30018, u32, 10*max(float64(c.Battery), float64(c.PV))),
		constant(holding, 30026, u32, 10*float64(c.Battery)),
		constant(holding, 30099, u16, 201),
		setting(30100, u16, 0, 1, 0),
		setting(30154, u16, 0, 100, 100),
		setting(30407, u16, 0, 1, 0),
		setting(30408, u16, 0, 1440, 0),
		setting(30409, i16, -100, 100, 0),
		setting(30410, u16, 0, 1, 1),
	}, text(holding, 23, 5, c.Serial), text(holding, 30001, 15, c.Serial),
		three(inputs, 31106, 1, u16, 10, every(volts)))
	s.curb = s.share(30154, 100, max(c.Battery, c.PV))
	s.lapse = func() { s.set(30407, 0) }
	s.obey = func(w written) {
		if s.get(30100) == 0 || s.get(30407) == 0 {
			s.lease.stop()
			s.mandate = mandate{}
			return
		}
		s.mandate = forced(-c.Battery * energy.Watts(s.get(30409)/100))
		s.mandate.pvOnly = s.get(30410) == 0
		if w.has(30407, 30408, 30409) {
			s.lease.begin(time.Duration(s.get(30408)) * time.Minute)
		}
	}
	return s
}
