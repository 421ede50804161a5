package programme

import (
	"errors"
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/programme/rebound"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Rules are those of a market. A limit that is absent is none.
type Rules struct {
	Zone      string                `json:"zone"`                 // IANA; of days, weeks and the window
	Notice    Length                `json:"notice_ms"`            // owners are told at least so long before the start, 0 not at all
	Window    *Window               `json:"window,omitempty"`     // a call lies inside it
	Shortest  Length                `json:"shortest_ms"`          // a call
	Longest   Length                `json:"longest_ms"`           // a call
	PerDay    *int                  `json:"per_day,omitempty"`    // calls of a node that start on a day
	PerWeek   *int                  `json:"per_week,omitempty"`   // likewise in a week that begins on Monday
	Rest      Length                `json:"rest_ms"`              // between two calls of a node
	FullBy    Length                `json:"full_by_ms"`           // from the event to full response; for scores
	Margin    energy.Ratio          `json:"margin_ratio"`         // claimed beyond what is asked, 0..1
	Firm      energy.Ratio          `json:"firm_ratio,omitempty"` // of what is called that has to be firm for it to be sold, 0..1; 0 sells what is there
	Endurance Length                `json:"endurance_ms"`         // full power that stands behind what only stands by
	Rise      energy.WattsPerSecond `json:"rise_w_per_s"`         // 0 is a step
	Fall      energy.WattsPerSecond `json:"fall_w_per_s"`         // 0 is a step
	Import    energy.Watts          `json:"import_w,omitempty"`   // of Shaving: what the node may import, a magnitude
	Nominal   energy.Hertz          `json:"nominal_hz,omitempty"` // of what is Armed
}

func (r *Rules) ramp() rebound.Ramp {
	return rebound.Ramp{Rise: r.Rise, Fall: r.Fall}
}

func (r *Rules) zone() *time.Location {
	zone, err := time.LoadLocation(r.Zone)
	if err != nil {
		return time.UTC // Check has loaded it
	}
	return zone
}

// Check returns what is wrong with r, or nil.
func (r *Rules) Check() error {
	_, zone := time.LoadLocation(r.Zone)
	switch {
	case r.Zone == "" || r.Zone == "Local" || zone != nil:
		return fmt.Errorf("zone %q: give a name as Europe/Berlin or UTC", r.Zone)
	case r.Longest <= 0 || r.Shortest > r.Longest:
		return fmt.Errorf("calls of %v to %v: want a longest above 0 and no shorter than the shortest", r.Shortest, r.Longest)
	case r.PerDay != nil && *r.PerDay < 0 || r.PerWeek != nil && *r.PerWeek < 0:
		return errors.New("a limit of repeats is below 0: leave it out for none")
	case !(r.Firm >= 0 && r.Firm <= 1):
		return fmt.Errorf("firm_ratio %v: want 0 to 1", r.Firm)
	case !(r.Margin >= 0 && r.Margin <= 1):
		return fmt.Errorf("margin_ratio %v: want 0 to 1", r.Margin)
	}
	for name, v := range map[string]float64{"rise_w_per_s": float64(r.Rise), "fall_w_per_s": float64(r.Fall), "import_w": float64(r.Import), "nominal_hz": float64(r.Nominal)} {
		if !(v >= 0 && v <= float64(energy.MostPower)) {
			return fmt.Errorf("%s %v: want a number from 0", name, v)
		}
	}
	return r.Window.check()
}

// admits returns why no call may have span, beside others of the same programme
// and node that count.
func (r *Rules) admits(span energy.Interval, others []energy.Interval) error {
	if d := Length(span.Duration()); d <= 0 || d < r.Shortest || d > r.Longest {
		return fmt.Errorf("a call of %v: the programme has %v to %v", d, r.Shortest, r.Longest)
	}
	zone := r.zone()
	if !r.Window.holds(span, zone) {
		return fmt.Errorf("from %v to %v: the programme is called %v", span.Start.In(zone).Format(time.DateTime), span.End.In(zone).Format(time.DateTime), r.Window)
	}
	if err := r.rested(span, others); err != nil {
		return err
	}
	return r.repeated(span, others, zone)
}

func (r *Rules) rested(span energy.Interval, others []energy.Interval) error {
	for _, o := range others {
		if span.Start.Before(o.End.Add(r.Rest.Of())) && o.Start.Before(span.End.Add(r.Rest.Of())) {
			return fmt.Errorf("there is a call from %v to %v: the next is %v after it", stamp(o.Start), stamp(o.End), r.Rest)
		}
	}
	return nil
}

func (r *Rules) repeated(span energy.Interval, others []energy.Interval, zone *time.Location) error {
	day, week := 1, 1
	for _, o := range others {
		if dayOf(o.Start, zone) == dayOf(span.Start, zone) {
			day++
		}
		if weekOf(o.Start, zone) == weekOf(span.Start, zone) {
			week++
		}
	}
	switch {
	case r.PerDay != nil && day > *r.PerDay:
		return fmt.Errorf("call %d of the day: the programme has %d a day", day, *r.PerDay)
	case r.PerWeek != nil && week > *r.PerWeek:
		return fmt.Errorf("call %d of the week: the programme has %d a week", week, *r.PerWeek)
	}
	return nil
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
