package device

import "github.com/hearthgrid/hearthgrid/shared/energy"

// newGoodWe is an ET hybrid at unit 247: high word first, discharge positive,
// export positive at the meter. The mode of 47511 with the power of 47512
// stays until it is written again; Config.Lapse gives it a timer from the last
// write of either, after which the mode is automatic.
func newGoodWe(c Config) *sheet {
	s := newSheet([]cell{
		constant(holding, 35001, u16, float64(c.Battery)),
		measured(holding, 35105, u32, 1, solar),
		constant(holding, 35109, u32, 0),
		constant(holding, 35113, u32, 0),
		constant(holding, 35117, u32, 0),
		measured(holding, 35121, u16, 10, volts),
		measured(holding, 35123, u16, 100, hertz),
		measured(holding, 35126, u16, 10, volts),
		measured(holding, 35131, u16, 10, volts),
		measured(holding, 35138, i16, 1, output),
		measured(holding, 35140, i16, 1, grid),
		measured(holding, 35174, i16, 10, celsius),
		measured(holding, 35180, u16, 10, bus),
		measured(holding, 35182, i32, 1, battery),
		measured(holding, 35184, u16, 1, func(t *truth) float64 { return 1 + chargeStatus(t)/2 }),
		islands(holding, 35187, u16, 1, 2),
		measured(holding, 36008, i16, 1, grid),
		measured(holding, 36014, u16, 100, hertz),
		measured(holding, 36015, f32, 1, exported),
		measured(holding, 36017, f32, 1, imported),
		measured(holding, 36025, i32, 1, grid),
		measured(holding, 37003, u16, 10, celsius),
		measured(holding, 37007, u16, 100, charged),
		measured(holding, 37004, u16, 1/busVolts, mostIn),
		measured(holding, 37005, u16, 1/busVolts, mostOut),
		constant(holding, 37008, u16, 100),
		setting(47511, u16, 1, 12, 1),
		setting(47512, u16, 0, 65535, 0),
	}, text(holding, 35003, 8, c.Serial), text(holding, 35011, 5, "GW10K-ET"), text(holding, 35027, 6, "04029"),
		three(holding, 36005, 1, i16, 1, phase), three(holding, 36019, 2, i32, 1, phase))
	s.lapse = func() { s.set(47511, 1) }
	s.obey = func(written) {
		s.mandate = s.goodWe(c.Battery)
		s.lease.begin(c.Lapse)
	}
	return s
}

// goodWe reads the modes of 47511: 4 charges from the grid, 5 discharges to
// it, 8 stands by, 11 and 12 charge and discharge the battery.
func (s *sheet) goodWe(rating energy.Watts) mandate {
	power := min(energy.Watts(s.get(47512)), rating)
	switch s.get(47511) {
	case 4, 11:
		return forced(-power)
	case 5, 12:
		return forced(power)
	case 8:
		return forced(0)
	case 2:
		return mandate{given: true, limits: energy.Envelope{Min: -power, Max: 0}, pvOnly: true}
	case 3:
		return bounded(energy.Envelope{Min: 0, Max: power})
	}
	return mandate{}
}
