package device

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// newFoxESS is an H3 at unit 247: high word first, discharge and feed-in
// positive, one character of the model to a register. The command of 44002 is
// the power of the whole inverter, PV included; negative draws. Remote control is on while 44000 is 1, for the seconds of 44001 from the last write of any of
// them; then the work mode of 41000 decides.
func newFoxESS(c Config) *sheet {
	rating := float64(c.Battery)
	s := newSheet([]cell{
		measured(holding, 31002, i16, 1, solar),
		constant(holding, 31005, i16, 0),
		measured(holding, 31009, u16, 100, hertz),
		measured(holding, 31024, i16, 10, celsius),
		measured(holding, 31036, i16, 1, battery),
		measured(holding, 31037, i16, 10, celsius),
		measured(holding, 31038, u16, 100, charged),
		setting(41000, u16, 0, 2, 0),
		setting(44000, u16, 0, 1, 0),
		setting(44001, u16, 0, 65535, 0),
		setting(44002, i32, -2*rating, 2*rating, 0),
	}, letters(30000, " H3-10.0-E"), text(holding, 30016, 16, c.Serial),
		three(holding, 31006, 1, u16, 10, every(volts)), three(holding, 31026, 1, i16, 1, phase))
	s.lapse = func() {
		s.set(44000, 0)
		s.mandate = s.foxWork(c.Battery)
	}
	s.obey = func(w written) {
		if s.get(44000) == 0 {
			s.lease.stop()
			s.mandate = s.foxWork(c.Battery)
			return
		}
		s.mandate = forced(energy.Watts(s.get(44002)))
		s.mandate.inverter = true
		if w.has(44000, 44001, 44002, 44003) {
			s.lease.begin(time.Duration(s.get(44001)) * time.Second)
		}
	}
	return s
}

// foxWork is the work mode: 0 its own use, 1 feed-in first, which leaves the
// battery's own mode alone here, 2 backup, which does not discharge.
func (s *sheet) foxWork(rating energy.Watts) mandate {
	if s.get(41000) == 2 {
		return bounded(energy.Envelope{Min: -rating, Max: 0})
	}
	return mandate{}
}

// letters is a text with one character to a register, in 16 of them.
func letters(address uint16, content string) []cell {
	out := make([]cell, 16)
	for i := range out {
		letter := byte(0)
		if i < len(content) {
			letter = content[i]
		}
		out[i] = constant(holding, address+uint16(i), u16, float64(letter))
	}
	return out
}
