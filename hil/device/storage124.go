package device

import "github.com/hearthgrid/hearthgrid/shared/energy"

// The bits of StorCtl_Mod (model 124).
const (
	limitCharge    = 1 << 0
	limitDischarge = 1 << 1
)

// storage124 is the basic storage control of a hybrid inverter (model 124).
// InWRte caps charging and OutWRte caps discharging, each in percent of the
// battery's rating, which is WChaMax and MaxDisChaRte alike, while its bit of
// StorCtl_Mod is set. A negative rate forces
// the opposite direction: InWRte 60 with OutWRte -60 charges at 60 %.
type storage124 struct {
	*block
	rating energy.Watts
	lease  lease
}

func newStorage124(b *block, rating energy.Watts) *storage124 {
	b.set("WChaMax_SF", 0)
	b.set("WChaDisChaGra_SF", 0)
	b.set("InOutWRte_SF", -2)
	b.set("ChaState_SF", -2)
	b.set("InBatV_SF", -1)
	b.set("WChaMax", float64(rating))
	b.setAll(100, "WChaGra", "WDisChaGra")
	b.setAll(0, "InOutWRte_WinTms", "InOutWRte_RvrtTms", "InOutWRte_RmpTms")
	b.set("ChaGriSet", 1)
	rate := rule{-100, 100}
	b.rules = map[string]rule{
		"StorCtl_Mod": {0, limitCharge | limitDischarge}, "OutWRte": rate, "InWRte": rate,
		"InOutWRte_RvrtTms": {0, 65534}, "ChaGriSet": {0, 1},
		"InOutWRte_WinTms": {0, 0}, "InOutWRte_RmpTms": {0, 0},
	}
	s := &storage124{block: b, rating: rating}
	s.revert()
	return s
}

// revert puts the inverter back in its own mode.
func (s *storage124) revert() {
	s.set("StorCtl_Mod", 0)
	s.setAll(100, "OutWRte", "InWRte")
}

// written restarts the timer when the mode or the timer itself is written.
func (s *storage124) written(spans []span) {
	for _, w := range spans {
		if w.block != s.block || !w.has("StorCtl_Mod") && !w.has("InOutWRte_RvrtTms") {
			continue
		}
		if s.get("StorCtl_Mod") == 0 {
			s.lease.stop()
			continue
		}
		s.lease.start(s.get("InOutWRte_RvrtTms"))
	}
}

func (s *storage124) command(t truth) order {
	if s.lease.tick(t.now) {
		s.revert()
	}
	mode := int(s.get("StorCtl_Mod"))
	if mode == 0 {
		return order{}
	}
	return within(t, s.limits(mode, t.PV))
}

// limits returns the battery's range. Where the two rates contradict each
// other the range is the end that is nearer to 0 W. Charging from the grid
// needs ChaGriSet; without it PV bounds the charge.
func (s *storage124) limits(mode int, pv energy.Watts) energy.Envelope {
	e := energy.Envelope{Min: -s.rating, Max: s.rating}
	if mode&limitCharge != 0 {
		e.Min = -s.rating * energy.Watts(s.get("InWRte")/100)
	}
	if mode&limitDischarge != 0 {
		e.Max = s.rating * energy.Watts(s.get("OutWRte")/100)
	}
	if e.Min > e.Max {
		end := e.Min
		if e.Max.Abs() < end.Abs() {
			end = e.Max
		}
		e = energy.Envelope{Min: end, Max: end}
	}
	if s.get("ChaGriSet") == 0 {
		e = e.Within(energy.Envelope{Min: min(0, -pv), Max: s.rating})
	}
	return e
}
