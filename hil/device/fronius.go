package device

import "github.com/hearthgrid/hearthgrid/shared/energy"

// froniusMeter is the unit of the meter behind a GEN24.
const froniusMeter = 200

// Fronius has model 124 at 40343 where the models are integers.
const (
	fronStorage = 40343
	fronMode    = fronStorage + 5
	fronOut     = fronStorage + 12
	fronIn      = fronStorage + 13
	fronRevert  = fronStorage + 15
	fronGrid    = fronStorage + 17
	fronStrings = 40253

	fronLimit, fronLimitTime, fronLimitOn = 40232, 40234, 40236 // of model 123
)

func newFronius(c Config) []slot {
	meter := newImage(mark("Fronius", "Smart Meter 63A", c.Serial+"-m"), threePhaseMeter(40069, -1), end(40176))
	return []slot{{id: InverterUnit, device: newGEN24(c)}, {id: froniusMeter, device: meter}}
}

// newGEN24 is the inverter: models 1, 103, 160 with four modules, of which 3
// is the charge and 4 the discharge of the battery, and 124 with rates in
// percent. InOutWRte_RvrtTms of 0 never reverts, so that a command outlives its
// master for good; one that was written once stays there, and so reverts the
// commands of a master that never wrote it. The timer begins with a write of
// StorCtl_Mod, of a rate or of the timer.
func newGEN24(c Config) *sheet {
	rating := float64(c.Battery)
	s := newImage([]cell{
		constant(holding, fronStorage+2, u16, rating),
		constant(holding, fronStorage+3, u16, 100),
		constant(holding, fronStorage+4, u16, 100),
		setting(fronMode, u16, 0, 3, 0),
		constant(holding, fronStorage+6, u16, 0xFFFF),
		setting(fronStorage+7, u16, 0, 10000, 500),
		measured(holding, fronStorage+8, u16, 10000, charged),
		constant(holding, fronStorage+9, u16, 0xFFFF),
		constant(holding, fronStorage+10, u16, 0xFFFF),
		measured(holding, fronStorage+11, u16, 1, chargeStatus),
		setting(fronOut, i16, -10000, 10000, 10000),
		setting(fronIn, i16, -10000, 10000, 10000),
		constant(holding, fronStorage+14, u16, 0xFFFF),
		setting(fronRevert, u16, 0, 65534, 0),
		constant(holding, fronStorage+16, u16, 0xFFFF),
		setting(fronGrid, u16, 0, 1, 1),
		constant(holding, fronStorage+18, i16, 0),
		constant(holding, fronStorage+19, i16, 0),
		constant(holding, fronStorage+20, i16, absent),
		constant(holding, fronStorage+21, i16, -2),
		constant(holding, fronStorage+22, i16, -2),
		constant(holding, fronStorage+23, i16, absent),
		constant(holding, fronStorage+24, i16, absent),
		constant(holding, fronStorage+25, i16, -2),
	}, header(fronStorage, 124, 24), end(fronStorage+26),
		mark("Fronius", "Symo GEN24 10.0 Plus", c.Serial), threePhaseInverter(40069), fronRatings(c),
		fronModules(), fronLimits())
	s.froniusControl(c)
	s.fronCurb(max(c.Battery, c.PV))
	return s
}

// froniusControl is model 124.
func (s *sheet) froniusControl(c Config) {
	s.lapse = func() {
		s.set(fronMode, 0)
		s.set(fronOut, 10000)
		s.set(fronIn, 10000)
	}
	s.obey = func(w written) {
		mode := int(s.get(fronMode))
		if w.has(fronLimit, fronLimitTime, fronLimitOn) {
			s.curb.lease.start(s.get(fronLimitTime))
		}
		if mode == 0 {
			s.mandate = mandate{}
			s.lease.stop()
			return
		}
		limits := rates(c.Battery, mode, s.get(fronIn)/10000, s.get(fronOut)/10000)
		s.mandate = mandate{given: true, limits: limits, pvOnly: s.get(fronGrid) == 0}
		if w.has(fronMode, fronOut, fronIn, fronRevert) {
			s.lease.start(s.get(fronRevert))
		}
	}
}

// fronRatings is models 120 to 123: what a master has to walk over.
func fronRatings(c Config) []cell {
	rating := float64(max(c.Battery, c.PV))
	cells := append(header(40121, 120, 26), header(40149, 121, 30)...)
	cells = append(cells, header(40181, 122, 44)...)
	cells = append(cells, header(40227, 123, 24)...)
	return append(cells,
		constant(holding, 40123, u16, derPVStorage),
		constant(holding, 40124, u16, rating), constant(holding, 40125, i16, 0),
		constant(holding, 40126, u16, rating), constant(holding, 40127, i16, 0),
		constant(holding, 40144, u16, float64(c.Battery)), constant(holding, 40145, i16, 0),
		constant(holding, 40146, u16, float64(c.Battery)), constant(holding, 40147, i16, 0),
		constant(holding, 40151, u16, rating), constant(holding, 40171, i16, 0))
}

// fronLimits is what matters of models 122 and 123.
func fronLimits() []cell {
	return []cell{
		constant(holding, 40183, u16, 7), constant(holding, 40184, u16, 7), islands(holding, 40185, u16, 1, 0),
		setting(fronLimit, u16, 0, 10000, 10000), constant(holding, 40233, u16, 0xFFFF),
		setting(fronLimitTime, u16, 0, 28800, 0), constant(holding, 40235, u16, 0xFFFF),
		setting(fronLimitOn, u16, 0, 1, 0), constant(holding, 40250, i16, -2),
	}
}

// fronCurb is the output limit of model 123, until its time is over; 0 never is.
func (s *sheet) fronCurb(rating energy.Watts) {
	s.curb.says = func() (energy.Watts, bool) {
		return rating * energy.Watts(s.get(fronLimit)/10000), s.get(fronLimitOn) == 1
	}
	s.curb.lapse = func() { s.set(fronLimitOn, 0) }
}

// fronModules is model 160: two strings, then charge and discharge.
func fronModules() []cell {
	cells := append(header(fronStrings, 160, 88),
		constant(holding, fronStrings+2, i16, -2), constant(holding, fronStrings+3, i16, -2),
		constant(holding, fronStrings+4, i16, -1), constant(holding, fronStrings+5, i16, 0),
		constant(holding, fronStrings+8, u16, 4))
	half := func(t *truth) float64 { return float64(t.PV) / 2 }
	for i, from := range []func(*truth) float64{half, half, charge, discharge} {
		at := uint16(fronStrings + 10 + 20*i)
		cells = append(cells, constant(holding, at, u16, float64(i+1)),
			measured(holding, at+11, u16, 10, from),
			measured(holding, at+17, u16, 1, func(t *truth) float64 { return state(energy.Watts(from(t))) }))
		cells = append(cells, text(holding, at+1, 8, [4]string{"MPPT 1", "MPPT 2", "StCha 3", "StDisCha 4"}[i])...)
	}
	return cells
}
