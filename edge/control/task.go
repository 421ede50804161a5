package control

import (
	"errors"
	"strings"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Task is what a slot or a row asks, as people write it: one of Charge, Discharge,
// Hold and Own, or prices, or a bound of PV. Powers are magnitudes at the battery.
type Task struct {
	Charge      *energy.Watts `json:"charge_w,omitempty"`
	Discharge   *energy.Watts `json:"discharge_w,omitempty"`
	Hold        bool          `json:"hold,omitempty"` // 0 W
	Own         bool          `json:"own,omitempty"`  // self-consumption
	ImportPrice *Price        `json:"import_price,omitempty"`
	ExportPrice *Price        `json:"export_price,omitempty"`
	// IfPaid is charged with where ImportPrice is below 0 and nothing else is said.
	IfPaid *energy.Watts `json:"charge_if_paid_w,omitempty"`
	MaxPV  *energy.Watts `json:"max_pv_w,omitempty"` // of generation
}

// Slot returns what the task asks, without times. A price that is left out is
// not below 0. It refuses what is nothing, or two things at once.
func (t Task) Slot() (Slot, error) {
	out := Slot{Tariff: t.tariff(), MaxPV: bound(t.MaxPV)}
	said := 0
	for _, one := range []struct {
		said  bool
		mode  Mode
		power *energy.Watts
	}{{t.Charge != nil, Charge, t.Charge}, {t.Discharge != nil, Discharge, t.Discharge}, {t.Hold, Hold, nil}, {t.Own, OnItsOwn, nil}} {
		if one.said {
			said++
			out.Mode, out.Power = one.mode, bound(one.power).Power
		}
	}
	switch {
	case said > 1:
		return Slot{}, errors.New("want one of charge_w, discharge_w, hold and own, not two")
	case t.IfPaid != nil && (said > 0 || t.ImportPrice == nil):
		return Slot{}, errors.New("charge_if_paid_w goes with an import_price alone")
	case said == 0 && out.Tariff.Known:
		out.Mode, out.Power = ByPrice, bound(t.IfPaid).Power
	case said == 0 && !out.MaxPV.Limited:
		return Slot{}, errors.New("asks for nothing: want charge_w, discharge_w, hold, own, a price or max_pv_w")
	}
	return out, out.sound()
}

func (t Task) tariff() (out Tariff) {
	if t.ImportPrice != nil {
		out.Known, out.Import = true, *t.ImportPrice
	}
	if t.ExportPrice != nil {
		out.Known, out.Export = true, *t.ExportPrice
	}
	return out
}

func bound(p *energy.Watts) Limit {
	if p == nil {
		return Limit{}
	}
	return Limit{Limited: true, Power: *p}
}

// task returns what says the same as s.
func (s Slot) task() (t Task) {
	power := s.Power
	switch s.Mode {
	case Charge:
		t.Charge = &power
	case Discharge:
		t.Discharge = &power
	case Hold:
		t.Hold = true
	case ByPrice:
		t.IfPaid = &power
	default:
		t.Own = true
	}
	if s.Tariff.Known {
		t.ImportPrice, t.ExportPrice = &s.Tariff.Import, &s.Tariff.Export
	}
	if s.MaxPV.Limited {
		t.MaxPV = &s.MaxPV.Power
	}
	return t
}

// Words returns what the slot asks, for people.
func (s Slot) Words() string {
	out := map[Mode]string{OnItsOwn: "self-consumption", Hold: "the battery at 0 W", ByPrice: "by price"}[s.Mode]
	switch s.Mode {
	case Charge:
		out = s.Power.Words("charging", "")
	case Discharge:
		out = s.Power.Words("discharging", "")
	}
	if s.Tariff.Known {
		out += ", import at " + s.Tariff.Import.String() + " and export at " + s.Tariff.Export.String() + " per kWh"
	}
	if s.MaxPV.Limited {
		out += ", PV at most " + strings.TrimSpace(s.MaxPV.Power.Words("", ""))
	}
	return out
}
