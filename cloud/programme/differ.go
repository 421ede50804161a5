package programme

import (
	"slices"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Freed is a home that a plant asks no more: a node, or a lane of it.
type Freed struct {
	Site  energy.SiteID
	Plant energy.PlantID
}

// Freed returns the homes, by name, of which a target asked and asks no more, while
// its plant has one still: its signal goes on, and they are to be told that it is not
// for them. Who is asked by another is told so by that one. Where a plant has no target
// any more nothing needs to be told: there is no signal.
func (o *Outcome) Freed(before *Outcome) []Freed {
	asked, goesOn := map[energy.SiteID]bool{}, map[energy.PlantID]bool{}
	for i := range o.Targets {
		goesOn[o.Targets[i].Plant()] = true
		for _, p := range o.Targets[i].Parts {
			asked[p.Site] = true
		}
	}
	var freed []Freed
	for i := range before.Targets {
		plant := before.Targets[i].Plant()
		for _, p := range before.Targets[i].Parts {
			if goesOn[plant] && !asked[p.Site] {
				freed = append(freed, Freed{p.Site, plant})
			}
		}
	}
	slices.SortFunc(freed, func(a, b Freed) int { return strings.Compare(string(a.Site), string(b.Site)) })
	return freed
}

// Stands tells whether a plant that was told old needs not be told t at now: it asks
// for the same, and old does not end soon.
func (t *Target) Stands(old *Target, hold time.Duration, now time.Time) bool {
	return t.Power == old.Power && t.Capacity == old.Capacity && (t.Until.Equal(old.Until) || t.Until.After(old.Until) && old.Until.Sub(now) > hold/2)
}
