package device

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// smaLapse is the longest that a command was seen to outlive its master.
const smaLapse = 300 * time.Second

// SMA's words: the operating mode of 40236 and the switch of 40151.
const (
	smaDefault, smaCharge, smaDischarge = 2424, 2289, 2290
	smaActive, smaInactive              = 802, 803
	smaNone                             = 0xFFFFFFFF
)

// newSMA is an STP SE or Sunny Boy Storage at unit 3: everything is 32 bits,
// high word first, the same by functions 3 and 4, and charge and discharge are two magnitudes. The limits of
// 40793 to 40801 act only if written together, with a mode other than the
// default in 40236, and are not read, nor is 40016; 40149 is the power of Sunny Island's class, discharge
// positive, while 40151 is 802. Either is forgotten in silence when nothing
// came for 300 s.
func newSMA(c Config) *sheet {
	rating := float64(c.Battery)
	s := newSheet([]cell{
		constant(holding, 30051, u32, 8009),
		constant(holding, 30053, u32, 19051),
		constant(holding, 30057, u32, 3012345678),
		constant(holding, 30193, u32, smaNone),
		constant(holding, 30201, u32, 307),
		constant(holding, 30231, u32, rating),
		measured(holding, 30581, u32, 1, imported),
		measured(holding, 30583, u32, 1, exported),
		measured(holding, 30773, i32, 1, solar),
		measured(holding, 30775, i32, 1, output),
		measured(holding, 30803, u32, 100, hertz),
		measured(holding, 30845, u32, 100, charged),
		measured(holding, 30849, i32, 10, celsius),
		measured(holding, 30865, i32, 1, bought),
		measured(holding, 30867, i32, 1, sold),
		constant(holding, 30961, i32, 0),
		constant(holding, 30967, i32, 0),
		measured(holding, 31393, u32, 1, charge),
		measured(holding, 31395, u32, 1, discharge),
		writeOnly(40016, u16, 0, 100, 100),
		setting(40149, i32, -rating, rating, 0),
		setting(40151, u32, smaActive, smaInactive, smaInactive),
		setting(40236, u32, smaCharge, smaDefault, smaDefault),
		writeOnly(40793, u32, 0, rating, 0),
		writeOnly(40795, u32, 0, rating, rating),
		writeOnly(40797, u32, 0, rating, 0),
		writeOnly(40799, u32, 0, rating, rating),
		writeOnly(40801, i32, -100000, 100000, 0),
	}, three(holding, 30783, 2, u32, 100, every(volts)))
	s.oneSpace = true
	limits, given := energy.Envelope{}, false
	s.curb = s.share(40016, 100, c.Battery)
	s.lapse = func() {
		s.set(40236, smaDefault)
		s.set(40151, smaInactive)
	}
	s.obey = func(w written) {
		if w.has(40793) && w.has(40802) {
			limits, given = s.smaLimits(), true
		}
		s.mandate = s.sma(limits, given)
		s.lease.begin(c.fixed(smaLapse))
	}
	return s
}

// smaLimits is from the least and most of charge and of discharge.
func (s *sheet) smaLimits() energy.Envelope {
	e := energy.Envelope{Min: -energy.Watts(s.get(40795)), Max: energy.Watts(s.get(40799))}
	if least := energy.Watts(s.get(40793)); least > 0 {
		e.Max = max(e.Min, -least)
	}
	if least := energy.Watts(s.get(40797)); least > 0 {
		e.Min = min(e.Max, least)
	}
	return e
}

func (s *sheet) sma(limits energy.Envelope, given bool) mandate {
	switch {
	case s.get(40151) == smaActive:
		return forced(energy.Watts(s.get(40149)))
	case s.get(40236) == smaDefault, !given:
		return mandate{}
	}
	m := bounded(limits)
	m.target = -energy.Watts(s.get(40801))
	return m
}
