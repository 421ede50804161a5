package control

import (
	"errors"
	"fmt"
	"slices"
	"sort"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Price is money per kWh, in the owner's currency; negative where the owner is
// paid to take, or pays to give.
type Price float64

// Tariff is what energy costs. The zero Tariff is not known, which is not free.
type Tariff struct {
	Known  bool  `json:"known"`
	Import Price `json:"import_per_kwh"` // paid by the owner
	Export Price `json:"export_per_kwh"` // paid to the owner
}

func (t Tariff) exportCosts() bool { return t.Known && t.Export < 0 }
func (t Tariff) importPays() bool  { return t.Known && t.Import < 0 }

// Slot is one part of a plan. Start is in it, End is not; both are instants, so
// a day of 23 or 25 hours is nothing special.
type Slot struct {
	Start  time.Time    `json:"start"`
	End    time.Time    `json:"end"`
	Mode   Mode         `json:"mode"`
	Power  energy.Watts `json:"power_w"` // magnitude, at the battery
	Tariff Tariff       `json:"tariff"`
	MaxPV  Limit        `json:"max_pv"` // of generation
}

// MaxSlots bounds a plan: eight days of quarter hours.
const MaxSlots = 768

// Plan puts slots in force in place of the plan before; none at all ends it.
// Slots come in order and do not overlap; between two the home is on its own. It
// refuses with Invalid and names the slot.
func (d *Desk) Plan(slots []Slot) error {
	if err := checkPlan(slots); err != nil {
		return err
	}
	d.plan = slices.Clone(slots)
	return nil
}

func checkPlan(slots []Slot) error {
	if len(slots) > MaxSlots {
		return refusePlan(len(slots), fmt.Sprintf("want at most %d slots", MaxSlots), errors.New("too long"))
	}
	for i, s := range slots {
		switch {
		case s.Start.IsZero() || !s.Start.Before(s.End):
			return refusePlan(i, "want a start before its end", fmt.Errorf("%v to %v", s.Start, s.End))
		case i > 0 && s.Start.Before(slots[i-1].End):
			return refusePlan(i, "want slots in order of time, without overlap", fmt.Errorf("starts at %v, the one before ends at %v", s.Start, slots[i-1].End))
		case s.Mode > ByPrice:
			return refusePlan(i, "this gateway may be too old for the plan", fmt.Errorf("mode %d", s.Mode))
		case !magnitude(s.Power) || !magnitude(s.MaxPV.Power):
			return refusePlan(i, "want finite magnitudes of 0 or more", fmt.Errorf("power %v max pv %v", s.Power, s.MaxPV.Power))
		case !energy.IsFinite(s.Tariff.Import) || !energy.IsFinite(s.Tariff.Export) || (s.Mode == ByPrice && !s.Tariff.Known):
			return refusePlan(i, "want finite prices, or a mode that needs none", fmt.Errorf("tariff %+v", s.Tariff))
		}
	}
	return nil
}

func refusePlan(slot int, hint string, err error) error {
	return &fault.Error{Op: "plan", Kind: fault.Invalid, Subject: fmt.Sprintf("slot %d", slot), Hint: hint, Err: err}
}

// slot returns the slot of the plan that now is in, the zero Slot in a gap and
// past the end.
func (d *Desk) slot(now time.Time) Slot {
	i := sort.Search(len(d.plan), func(i int) bool { return now.Before(d.plan[i].End) })
	if i == len(d.plan) || now.Before(d.plan[i].Start) {
		return Slot{}
	}
	return d.plan[i]
}

// planned returns the wish of the slot, inside the owner's target for peaks.
func (d *Desk) planned(v *look) energy.Want {
	switch s := &v.slot; {
	case s.Mode == Hold:
		return d.withinPeak(0, v)
	case s.Mode == Discharge:
		return d.withinPeak(s.Power, v)
	case s.Mode == Charge, s.Mode == ByPrice && s.Tariff.importPays():
		return d.withinPeak(-s.Power, v)
	}
	return energy.Want{}
}

func magnitude(p energy.Watts) bool { return p >= 0 && energy.IsFinite(p) }
