package energy

import (
	"fmt"
	"strings"
	"time"
)

// Explain says in one plain sentence who wanted what, what became of it and how
// long it will last: "dispatch wants 3.0 kW discharging; limited to 2.1 kW by
// export; 41 s of the order left".
func (d Decision) Explain() string { return d.ExplainFor("") }

// ExplainFor is Explain where the plant is known whose order it is: "dispatch of plant
// north wants 3.0 kW discharging".
func (d Decision) ExplainFor(plant PlantID) string {
	whose := ""
	if plant != "" {
		whose = " of plant " + string(plant)
	}
	parts := []string{d.wanted(whose), d.done()}
	if p, ok := d.Curtail.Power(); ok {
		parts = append(parts, "PV held to "+p.magnitude())
	}
	parts = append(parts, d.leased(whose), d.armed())
	var said []string
	for _, p := range parts {
		if p != "" {
			said = append(said, p)
		}
	}
	return strings.Join(said, "; ")
}

func (d Decision) wanted(whose string) string {
	p, asked := d.wish()
	if !asked {
		return "nobody asks for anything and the inverter is in its own mode"
	}
	if d.Layer != Dispatch {
		whose = ""
	}
	return d.Layer.words() + whose + " wants " + p.battery()
}

func (d Decision) wish() (Watts, bool) {
	if int(d.Layer) >= NumLayers {
		return 0, false
	}
	return d.Wants[d.Layer].Power()
}

// same is how near two powers count as one: a wish crosses the wire as float32.
const same Watts = 1

// done says what became of the wish. What safety lets through as it is needs no
// word, unless what it stands on is not known.
func (d Decision) done() string {
	wanted, asked := d.wish()
	got, given := d.Approved.Power()
	switch {
	case asked && !given:
		return "not commanded" + d.because()
	case !given || (got-wanted).Abs() < same:
		return d.doubt()
	case got*wanted >= 0 && got.Abs() < wanted.Abs():
		return "limited to " + got.magnitude() + d.because()
	}
	return "changed to " + got.battery() + d.because()
}

func (d Decision) because() string {
	if d.Bounds == 0 {
		return ""
	}
	return " by " + strings.ReplaceAll(strings.Join(d.Bounds.Names(), " and "), "_", " ")
}

func (d Decision) doubt() string {
	if d.State != Failsafe {
		return ""
	}
	return "in failsafe" + d.because()
}

// leased says how long the order lasts, and that it waits where another wish
// was taken.
func (d Decision) leased(whose string) string {
	if d.Order == 0 {
		return ""
	}
	left := span(d.LeaseLeft)
	if d.Layer == Dispatch {
		return left + " of the order left"
	}
	if p, ok := d.Wants[Dispatch].Power(); ok {
		return "the order" + whose + " for " + p.battery() + " waits, " + left + " left"
	}
	return "the order" + whose + " asks for nothing now, " + left + " left"
}

// armed says how long the home answers the frequency on somebody's behalf.
func (d Decision) armed() string {
	switch {
	case d.Arm == 0:
		return ""
	case d.Layer == Frequency:
		return "armed for another " + span(d.ArmLeft)
	}
	return "frequency response is armed for another " + span(d.ArmLeft)
}

func span(d time.Duration) string {
	if d < 2*time.Minute {
		return fmt.Sprintf("%.0f s", d.Seconds())
	}
	return fmt.Sprintf("%.0f min", d.Minutes())
}

func (p Watts) battery() string { return p.Words("discharging", "charging") }

func (l Layer) words() string {
	return pick([]string{"nobody", "self-consumption", "dispatch", "peak shaving", "the plan", "frequency response", "the owner", "the storm watch"}, int(l))
}
