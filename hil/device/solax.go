package device

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// newSolaX is an X3 G4: measurements are input registers, 32-bit values with
// the low word first, charge positive. The block at 0x7C is a command that is
// volatile and carries its own end: mode (0 off, 1 power control), set type,
// active power (charge positive), reactive power, duration in s. It is taken
// as one write. The time-out behind it has the command repeat by itself, each
// time for its duration, until so many seconds have passed since it was
// written; 0 does not repeat.
func newSolaX(c Config) *sheet {
	rating := float64(c.Battery)
	s := newSheet([]cell{
		measured(inputs, 0x02, i16, 1, output),
		measured(inputs, 0x07, u16, 100, hertz),
		measured(inputs, 0x0A, u16, 1, solar),
		measured(inputs, 0x14, i16, 10, bus),
		measured(inputs, 0x16, i16, 1, in(battery)),
		measured(inputs, 0x18, u16, 1, celsius),
		measured(inputs, 0x1C, u16, 100, charged),
		measured(inputs, 0x46, i32low, 1, grid),
		setting(0x1F, u16, 0, 3, 0),
		setting(0x20, u16, 0, 2, 0),
		setting(0x7C, u16, 0, 1, 0),
		setting(0x7D, u16, 0, 2, 1),
		setting(0x7E, i32low, -rating, rating, 0),
		setting(0x80, i32low, -rating, rating, 0),
		setting(0x82, u16, 0, 65535, 0),
		setting(0x83, u16, 0, 65535, 0),
	}, text(holding, 0x00, 7, c.Serial), three(inputs, 0x82, 2, i32low, 1, phase))
	var repeat time.Time
	arm := func() {
		s.mandate = forced(-energy.Watts(s.get(0x7E)))
		s.lease.begin(time.Duration(s.get(0x82)) * time.Second)
	}
	s.lapse = func() {
		if s.lease.now.Before(repeat) {
			arm()
			return
		}
		s.set(0x7C, 0)
	}
	s.obey = func(w written) {
		if !w.has(0x7C) || !w.has(0x82) {
			return
		}
		if s.get(0x7C) == 0 {
			s.lease.stop()
			s.mandate = mandate{}
			return
		}
		repeat = s.lease.now.Add(time.Duration(s.get(0x83)) * time.Second)
		arm()
	}
	return s
}
