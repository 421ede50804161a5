package device

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// The modes of Sungrow's 13049 and the commands of 13050.
const (
	sungrowOwn, sungrowForced, sungrowExternal, sungrowVPP = 0, 2, 3, 4
	sungrowCharge, sungrowDischarge, sungrowStop           = 0xAA, 0xBB, 0xCC
)

// sungrowGrace is what was observed beyond the 60 s that were set.
const sungrowGrace = 20 * time.Second

// newSungrow is an SH hybrid: measurements are input registers with the low
// word first, discharge and export positive; the addresses are one below the
// vendor's document. The external modes (3, 4) end in self-consumption when
// the heartbeat of 13079 has counted down; the forced mode (2) does not. While 5006
// is 0xAA the inverter gives no more than the tenths of a percent of 5007, for good.
func newSungrow(c Config) *sheet {
	rating := float64(c.Battery)
	s := newSheet([]cell{
		constant(inputs, 4999, u16, 0x0E0F), // SH10RT
		constant(inputs, 5000, u16, rating/100),
		constant(inputs, 5001, u16, 2), // three phases
		measured(inputs, 5007, i16, 10, celsius),
		measured(inputs, 5016, u32low, 1, solar),
		measured(inputs, 5035, u16, 10, hertz),
		measured(inputs, 5213, i32low, 1, battery),
		measured(inputs, 5241, u16, 100, hertz),
		measured(inputs, 5600, i32low, 1, in(grid)),
		measured(inputs, 5634, u16, 1/busVolts, mostIn),
		measured(inputs, 5635, u16, 1/busVolts, mostOut),
		measured(inputs, 5638, u16, 0.1, capacity),
		islands(inputs, 12999, u16, 0x0040, 0x1000),
		measured(inputs, 13007, i32low, 1, in(load)),
		measured(inputs, 13009, i32low, 1, grid),
		measured(inputs, 13019, u16, 10, bus),
		measured(inputs, 13021, u16, 1, func(t *truth) float64 { return float64(t.Battery.Abs()) }),
		measured(inputs, 13022, u16, 1000, charged),
		constant(inputs, 13023, u16, 1000),
		measured(inputs, 13024, i16, 10, celsius),
		measured(inputs, 13033, i32low, 1, output),
		measured(inputs, 13038, u16, 0.1, capacity),
		setting(5006, u16, 0x55, 0xAA, 0xAA),
		setting(5007, u16, 0, 1000, 1000),
		setting(13049, u16, 0, 4, sungrowOwn),
		setting(13050, u16, sungrowCharge, sungrowStop, sungrowStop),
		setting(13051, u16, 0, rating, 0),
		setting(13057, u16, 500, 1000, 1000),
		setting(13058, u16, 0, 500, 50),
		setting(13073, u16, 0, 65535, rating),
		setting(13079, u16, 0, 1000, 0),
		setting(13086, u16, 0x55, 0xAA, 0x55),
		setting(33046, u16, 1, 3000, rating/10),
		setting(33047, u16, 1, 3000, rating/10),
	}, text(inputs, 4989, 10, c.Serial), text(inputs, 13249, 15, "SAPPHIRE-H_01011"), three(inputs, 5018, 1, u16, 10, every(volts)),
		three(inputs, 5602, 2, i32low, 1, func(i int) func(*truth) float64 { return in(phase(i)) }))
	s.sungrowControl(c)
	s.curb = curb{says: func() (energy.Watts, bool) {
		v := s.get(5007)
		return c.Battery * energy.Watts(v/1000), v < 1000 && s.get(5006) == 0xAA
	}}
	return s
}

// sungrowControl commands by 13049 and 13050 under the heartbeat.
func (s *sheet) sungrowControl(c Config) {
	external := func() bool { return s.get(13049) == sungrowExternal || s.get(13049) == sungrowVPP }
	s.told = func() {
		if external() {
			s.set(13079, max(0, s.lease.left()-sungrowGrace.Seconds()))
		}
	}
	s.lapse = func() { s.set(13049, sungrowOwn) }
	s.obey = func(w written) {
		if s.mandate = s.sungrow(); !s.mandate.given || !external() {
			s.lease.stop()
			return
		}
		if w.has(13049, 13079) {
			s.lease.begin(time.Duration(s.get(13079))*time.Second + sungrowGrace)
		}
	}
}

func (s *sheet) sungrow() mandate {
	power := energy.Watts(s.get(13051))
	if mode := s.get(13049); mode != sungrowForced && mode != sungrowExternal && mode != sungrowVPP {
		return mandate{}
	}
	switch s.get(13050) {
	case sungrowCharge:
		return forced(-power)
	case sungrowDischarge:
		return forced(power)
	}
	return forced(0)
}
