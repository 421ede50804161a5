package programme

import (
	"fmt"
	"slices"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Predicate says which homes a programme takes, by what the fleet knows of them.
// What is left out is not asked for.
type Predicate struct {
	Capable  []string         `json:"capable,omitempty"` // all of them: "discharge", "droop", "meter_200ms", ...
	Regions  []Region         `json:"regions,omitempty"` // one of them
	Tags     []string         `json:"tags,omitempty"`    // all of them
	NoTags   []string         `json:"no_tags,omitempty"` // none of them
	MinPower energy.Watts     `json:"min_power_w"`       // of discharge
	MinSize  energy.WattHours `json:"min_size_wh"`       // of the battery
}

// Bars returns what of p a home does not meet, "" for nothing.
func (p *Predicate) Bars(h *Home) string {
	for _, c := range p.Capable {
		if !slices.Contains(h.Capable, c) {
			return "not capable of " + c
		}
	}
	if len(p.Regions) > 0 && !slices.Contains(p.Regions, h.Region) {
		return fmt.Sprintf("region %q is not one of the programme's", string(h.Region))
	}
	for _, t := range p.Tags {
		if !slices.Contains(h.Tags, t) {
			return "no tag " + t
		}
	}
	for _, t := range p.NoTags {
		if slices.Contains(h.Tags, t) {
			return "has tag " + t
		}
	}
	switch {
	case h.Up < p.MinPower:
		return fmt.Sprintf("%.0f W: the programme wants %.0f W", float64(h.Up), float64(p.MinPower))
	case h.Size < p.MinSize:
		return fmt.Sprintf("%.0f Wh: the programme wants %.0f Wh", float64(h.Size), float64(p.MinSize))
	}
	return ""
}
