package device

import (
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// SolarEdge's storage control, all below 0xE012.
const (
	edgeExport, edgeSite           = 0xE000, 0xE002
	edgeMode, edgePolicy           = 0xE004, 0xE005
	edgeACLimit, edgeReserve       = 0xE006, 0xE008
	edgeDefault, edgeTimeout       = 0xE00A, 0xE00B
	edgeCommand, edgeIn, edgeOut   = 0xE00D, 0xE00E, 0xE010
	edgeRemote, edgeOwn            = 4, 7 // a control mode; a command
	edgeSunFirst, edgeSunAndGrid   = 2, 3 // commands
	edgeSunOnly, edgeMost, edgeUse = 1, 4, 5

	edgeAdvanced, edgeDynamic, edgeRated = 0xF142, 0xF300, 0xF304
	edgeWhole, edgeExpires, edgeAfter    = 0xF30C, 0xF310, 0xF312
	edgeLimit                            = 0xF322
)

// newSolarEdge is an inverter with its battery: SunSpec models 1, 103 and, as
// the inverter tells its meter, 1 and 203 with export positive; from 0xE000 on
// float32 with the low word first, charge positive. Commands count in remote
// mode (0xE004 = 4) and fall to the default command of 0xE00A the seconds of
// 0xE00B after the last one was written.
func newSolarEdge(c Config) *sheet {
	rating := float64(c.Battery)
	s := newImage([]cell{
		measured(holding, 0xE142, f32low, 1, capacity),
		constant(holding, 0xE144, f32low, rating),
		constant(holding, 0xE146, f32low, rating),
		measured(holding, 0xE16C, f32low, 1, celsius),
		measured(holding, 0xE170, f32low, 1, bus),
		measured(holding, 0xE172, f32low, -1/busVolts, battery),
		measured(holding, 0xE174, f32low, 1, in(battery)),
		measured(holding, 0xE17E, f32low, 1, capacity),
		measured(holding, 0xE180, f32low, 1, func(t *truth) float64 { return float64(t.Capacity) * float64(t.SoC) }),
		constant(holding, 0xE182, f32low, 100),
		measured(holding, 0xE184, f32low, 100, charged),
		measured(holding, 0xE186, u32low, 1, chargeStatus),
		islands(holding, 40113, u32low, 0, 1),
		setting(edgeAdvanced, i32low, 0, 1, 1),
		setting(edgeDynamic, u16, 0, 1, 1),
		constant(holding, edgeRated, f32low, float64(max(c.Battery, c.PV))),
		setting(edgeWhole, f32low, 0, 1e6, float64(max(c.Battery, c.PV))),
		setting(edgeExpires, u32low, 0, 86400, 60),
		setting(edgeAfter, f32low, 0, 100, 100),
		setting(edgeLimit, f32low, 0, 100, 100),
		setting(edgeExport, u16, 0, 65535, 0),
		setting(edgeSite, f32low, 0, 100000, 0),
		setting(edgeMode, u16, 0, 4, 1),
		setting(edgePolicy, u16, 0, 3, 1),
		setting(edgeACLimit, f32low, 0, 1e9, 0),
		setting(edgeReserve, f32low, 0, 100, 0),
		setting(edgeDefault, u16, 0, 7, edgeOwn),
		setting(edgeTimeout, u32low, 0, 86400, 3600),
		setting(edgeCommand, u16, 0, 7, edgeOwn),
		setting(edgeIn, f32low, 0, math.Max(rating, 1e6), rating),
		setting(edgeOut, f32low, 0, math.Max(rating, 1e6), rating),
	}, mark("SolarEdge", "SE10K-RWB48", c.Serial), threePhaseInverter(40069),
		header(40121, 1, 65), text(holding, 40123, 16, "WattNode"), text(holding, 40139, 16, "WND-3Y-400-MB"),
		text(holding, 40171, 16, c.Serial+"-m"),
		threePhaseMeter(40188, 1), end(40295), text(holding, 0xE100, 16, "LG"), text(holding, 0xE110, 16, "RESU10H"))
	s.edgeControl(c)
	return s
}

// edgeControl commands by 0xE00D while the mode is remote.
func (s *sheet) edgeControl(c Config) {
	act := func(command float64) {
		s.mandate = mandate{}
		if s.get(edgeMode) == edgeRemote {
			s.mandate = s.edge(command, c.Battery)
		}
	}
	s.edgeCurb()
	s.lapse = func() {
		s.set(edgeCommand, s.get(edgeDefault))
		act(s.get(edgeDefault))
	}
	s.obey = func(w written) {
		act(s.get(edgeCommand))
		if w.has(edgeMode, edgeTimeout, edgeTimeout+1, edgeCommand, edgeIn, edgeIn+1, edgeOut, edgeOut+1) {
			s.lease.begin(time.Duration(s.get(edgeTimeout)) * time.Second)
		}
		if w.has(edgeExpires, edgeLimit) {
			s.curb.lease.begin(time.Duration(s.get(edgeExpires)) * time.Second)
		}
	}
}

// edgeCurb is the enhanced dynamic power control: the percent of edgeLimit of the
// watts of edgeWhole, until edgeExpires after the last write; then edgeAfter's.
func (s *sheet) edgeCurb() {
	s.curb.says = func() (energy.Watts, bool) {
		v := s.get(edgeLimit)
		on := s.get(edgeAdvanced) == 1 && s.get(edgeDynamic) == 1
		return energy.Watts(s.get(edgeWhole) * v / 100), on && v < 100
	}
	s.curb.lapse = func() { s.set(edgeLimit, s.get(edgeAfter)) }
}

func (s *sheet) edge(command float64, rating energy.Watts) mandate {
	into, out := min(energy.Watts(s.get(edgeIn)), rating), min(energy.Watts(s.get(edgeOut)), rating)
	switch command {
	case 0:
		return forced(0)
	case edgeSunOnly, edgeSunFirst:
		return mandate{given: true, limits: energy.Envelope{Min: -into, Max: 0}, pvOnly: true}
	case edgeSunAndGrid:
		return forced(-into)
	case edgeMost:
		return forced(out)
	case edgeUse:
		return bounded(energy.Envelope{Min: 0, Max: out})
	}
	if e := (energy.Envelope{Min: -into, Max: out}); e != whole(rating) {
		return bounded(e)
	}
	return mandate{}
}
