package market

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/market/baseline"
	"github.com/hearthgrid/hearthgrid/cloud/market/ledger"
	"github.com/hearthgrid/hearthgrid/cloud/market/score"
)

// The meters that a call can be settled by, as the API names their readings.
const (
	HomeMeter    = "grid_w"    // the home's connection, and all behind it
	BatteryMeter = "battery_w" // the battery alone
)

// Terms are what is agreed for a programme beside its rules. What is not agreed is
// not settled: without a currency, or the price that its service is paid by, a call
// is measured and reported, and nothing is entered.
type Terms struct {
	Meter    string          `json:"meter,omitempty"`    // of energy; "" is the service's own
	Baseline string          `json:"baseline,omitempty"` // of energy, by name and version; "" is the service's own
	Holidays []baseline.Date `json:"holidays,omitempty"`
	Currency string          `json:"currency"`

	PerKWh       *ledger.Micro `json:"micro_per_kwh,omitempty"`              // of what a call of energy is credited
	Capability   *ledger.Micro `json:"capability_micro_per_mwh,omitempty"`   // of regulation, a MW and hour
	Performance  *ledger.Micro `json:"performance_micro_per_mwh,omitempty"`  // of regulation, a MW and hour, times Mileage
	Mileage      int64         `json:"mileage_ratio_ppm,omitempty"`          // of the signal over that of the reference, millionths
	Availability *ledger.Micro `json:"availability_micro_per_mwh,omitempty"` // of containment, a MW and hour
	Rule         string        `json:"rule,omitempty"`                       // of containment, which of score.Services; "" is that with the programme's name
}

// Validate names the first of t that cannot be.
func (t Terms) Validate() error {
	_, similar := similarDays(t.Baseline)
	switch {
	case t.Meter != "" && t.Meter != HomeMeter && t.Meter != BatteryMeter:
		return fmt.Errorf("meter %q: want %s or %s", t.Meter, HomeMeter, BatteryMeter)
	case t.Baseline != "" && !similar && t.Baseline != baseline.MeterBefore().ID() && t.Baseline != baseline.GroupID:
		return fmt.Errorf("baseline %q: want one of %s", t.Baseline, strings.Join(Baselines(), ", "))
	case t.Currency == "" && (t.PerKWh != nil || t.Capability != nil || t.Performance != nil || t.Availability != nil):
		return errors.New("a price without a currency")
	case t.Currency != "" && (len(t.Currency) != 3 || strings.Trim(t.Currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != ""):
		return fmt.Errorf("currency %q: want three capital letters, as of ISO 4217", t.Currency)
	case t.Performance != nil && t.Mileage <= 0 || t.Mileage < 0:
		return errors.New("a price for performance wants the ratio of mileage that it is paid by, above 0")
	case t.Rule != "" && t.rule("") == nil:
		return fmt.Errorf("rule %q: there is none of that name", t.Rule)
	}
	for _, p := range []*ledger.Micro{t.PerKWh, t.Capability, t.Performance, t.Availability} {
		if p != nil && (*p > ledger.MostPrice || *p < -ledger.MostPrice) {
			return fmt.Errorf("price %v: want at most %v", *p, ledger.MostPrice)
		}
	}
	return nil
}

// Baselines are the names of the baselines that a programme may choose.
func Baselines() []string {
	list := []string{baseline.MeterBefore().ID(), baseline.GroupID}
	for _, m := range baseline.Methods() {
		list = append(list, m.ID())
	}
	return list
}

func similarDays(id string) (baseline.Method, bool) {
	all := baseline.Methods()
	i := slices.IndexFunc(all, func(m baseline.Method) bool { return m.ID() == id })
	if i < 0 {
		return baseline.Method{}, false
	}
	return all[i], true
}

// rule returns the rule of containment by which a programme is judged, nil for none.
func (t *Terms) rule(programme string) *score.Service {
	name := t.Rule
	if name == "" {
		name = programme
	}
	for _, s := range score.Services() {
		if s.Name == name {
			return &s
		}
	}
	return nil
}

// of returns the terms with what service itself goes by where nothing is agreed.
//
// A scheduled call is of what the home drew less than on days like it: its
// connection is read, by the ten-of-ten of the market that is its pattern. Shaving
// comes day after day, so there soon are no days without it to compare with; a
// backstop comes out of the blue, at hours that say little of each other. Of both
// the battery alone is commanded and read, and compared with what it did in the
// quarter of an hour before: what the house does meanwhile is its own affair. A
// baseline of nothing would pay for what the battery did anyhow.
func (t Terms) of(service Service) Terms {
	meter, method := BatteryMeter, baseline.MeterBefore().ID()
	if service == Capacity {
		meter, method = HomeMeter, baseline.CAISO10of10().ID()
	}
	if t.Meter == "" {
		t.Meter = meter
	}
	if t.Baseline == "" {
		t.Baseline = method
	}
	return t
}

// paid is by what is paid, for people.
func (t *Terms) paid() string {
	var parts []string
	add := func(p *ledger.Micro, what string) {
		if p != nil {
			parts = append(parts, fmt.Sprintf("%v %s %s", *p, t.Currency, what))
		}
	}
	add(t.PerKWh, "a kWh credited")
	add(t.Capability, "a MW and hour of capability, times the score")
	add(t.Performance, fmt.Sprintf("a MW and hour of performance, times the score and a mileage ratio of %v", ledger.Micro(t.Mileage)))
	add(t.Availability, "a MW and hour of standing by, times what each settlement period earns")
	return "It is paid by " + strings.Join(parts, ", ") + "."
}

// calendar tells days apart where the programme is sold.
func (t *Terms) calendar(zone *time.Location) baseline.Calendar {
	return baseline.Calendar{Location: zone, Holidays: t.Holidays}
}
