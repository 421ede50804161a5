package control

import (
	"errors"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Price is money per kWh, in the owner's currency; negative where the owner is
// paid to take, or pays to give.
type Price float64

// String returns the figure alone.
func (p Price) String() string { return strconv.FormatFloat(float64(p), 'g', -1, 64) }

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
		}
		if err := s.sound(); err != nil {
			return refusePlan(i, "correct the slot; this gateway may be too old for the plan", err)
		}
	}
	return nil
}

// sound refuses what no slot can ask, whenever it is.
func (s Slot) sound() error {
	switch {
	case s.Mode > ByPrice:
		return fmt.Errorf("mode %d is not known", s.Mode)
	case !magnitude(s.Power) || !magnitude(s.MaxPV.Power):
		return fmt.Errorf("power %v, max pv %v: want finite magnitudes of 0 or more", float64(s.Power), float64(s.MaxPV.Power))
	case !energy.IsFinite(s.Tariff.Import) || !energy.IsFinite(s.Tariff.Export):
		return fmt.Errorf("prices %v and %v: want finite ones", s.Tariff.Import, s.Tariff.Export)
	case s.Mode == ByPrice && !s.Tariff.Known:
		return errors.New("by price, without one")
	}
	return nil
}

func refusePlan(slot int, hint string, err error) error {
	return &fault.Error{Op: "plan", Kind: fault.Invalid, Subject: fmt.Sprintf("slot %d", slot), Hint: hint, Err: err}
}

// Source is who asks by the clock.
type Source uint8

// The sources.
const (
	Nobody  Source = iota // neither plan nor table asks for anything now
	ByPlan                // from its first slot to its last one's end, between slots too
	ByTable               // where no plan is
)

// String returns the source's stable name.
func (s Source) String() string { return [...]string{"none", "plan", "table"}[min(s, ByTable)] }

// Asked returns what is asked by the clock at now: by the plan from its first slot
// to its last one's end, before and after it by the table. Between two slots of the
// plan that is the zero Slot.
func (d *Desk) Asked(now time.Time) (Slot, Source) {
	i := sort.Search(len(d.plan), func(i int) bool { return now.Before(d.plan[i].End) })
	switch {
	case i == len(d.plan), i == 0 && now.Before(d.plan[0].Start):
		if s, ok := d.config.Table.at(now); ok {
			return s, ByTable
		}
		return Slot{}, Nobody
	case now.Before(d.plan[i].Start):
		return Slot{}, ByPlan
	}
	return d.plan[i], ByPlan
}

// Planned returns the plan that was given, also past its end.
func (d *Desk) Planned() []Slot { return slices.Clone(d.plan) }

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
