package device

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

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
	rating  energy.Watts
	lease   lease
	mandate mandate
}

func newStorage124(b *block, rating energy.Watts) *storage124 {
	b.set("WChaMax_SF", 0)
	b.set("MinRsvPct_SF", 0)
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
	s.mandate = mandate{}
}

// written restarts the timer when the mode or the timer itself is written.
func (s *storage124) written(spans []span) {
	for _, w := range spans {
		if w.block != s.block {
			continue
		}
		s.mandate = s.read()
		if !w.has("StorCtl_Mod") && !w.has("InOutWRte_RvrtTms") {
			continue
		}
		if s.get("StorCtl_Mod") == 0 {
			s.lease.stop()
			continue
		}
		s.lease.start(s.get("InOutWRte_RvrtTms"))
	}
}

func (s *storage124) order(t *truth, now time.Time) order {
	if s.lease.tick(now) {
		s.revert()
	}
	return s.mandate.order(t)
}

func (s *storage124) read() mandate {
	mode := int(s.get("StorCtl_Mod"))
	if mode == 0 {
		return mandate{}
	}
	limits := rates(s.rating, mode, s.get("InWRte")/100, s.get("OutWRte")/100)
	return mandate{given: true, limits: limits, pvOnly: s.get("ChaGriSet") == 0}
}

// rates returns the battery's range by model 124, in and out being shares of
// the rating. Where the two contradict each other the range is the end that is
// nearer to 0 W.
func rates(rating energy.Watts, mode int, in, out float64) energy.Envelope {
	e := energy.Envelope{Min: -rating, Max: rating}
	if mode&limitCharge != 0 {
		e.Min = -rating * energy.Watts(in)
	}
	if mode&limitDischarge != 0 {
		e.Max = rating * energy.Watts(out)
	}
	if e.Min > e.Max {
		end := e.Min
		if e.Max.Abs() < end.Abs() {
			end = e.Max
		}
		e = energy.Envelope{Min: end, Max: end}
	}
	return e
}
