package dispatch

import (
	"cmp"
	"slices"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Allocation is a capacity split over homes. Magnitudes.
type Allocation struct {
	Shares             []energy.Participation // one per home, in their order
	Up, Down           energy.Watts           // granted in all
	ShortUp, ShortDown energy.Watts           // asked and not to be had
}

// Allocate splits a capacity in each direction over the homes that are ready:
// up by the energy each can still give, down by what each can still take, and
// nobody above what it can do. A home without energy for a direction gets
// nothing of it. A share that follows no signal is not to be sent: to the home
// it would be an order of 0 W.
func Allocate(capacityUp, capacityDown energy.Watts, homes []Home) Allocation {
	a := Allocation{Shares: make([]energy.Participation, len(homes))}
	up := fill(capacityUp, homes, func(h *Home) (energy.WattHours, energy.Watts) { return h.EnergyUp, h.Up })
	down := fill(capacityDown, homes, func(h *Home) (energy.WattHours, energy.Watts) { return h.EnergyDown, h.Down })
	for i := range homes {
		a.Shares[i] = energy.Participation{
			SlopeUp: up[i], SlopeDown: down[i], Bounds: energy.Envelope{Min: -down[i], Max: up[i]},
		}
		a.Up, a.Down = a.Up+up[i], a.Down+down[i]
	}
	a.ShortUp, a.ShortDown = max(0, capacityUp-a.Up), max(0, capacityDown-a.Down)
	return a
}

type vessel struct {
	home   int
	weight energy.WattHours
	most   energy.Watts
	rest   energy.WattHours // weight of this one and those after it
}

// fill is water-filling: each home gets level*weight or its most, whichever
// is less, at the one level where all is poured. Homes are met in the order in
// which they fill up, so what is left is always split among those that have
// room for it.
func fill(capacity energy.Watts, homes []Home, of func(*Home) (energy.WattHours, energy.Watts)) []energy.Watts {
	out := make([]energy.Watts, len(homes))
	vessels := make([]vessel, 0, len(homes))
	for i := range homes {
		if w, most := of(&homes[i]); homes[i].Ready && w > 0 && most > 0 {
			vessels = append(vessels, vessel{home: i, weight: w, most: most})
		}
	}
	slices.SortFunc(vessels, func(a, b vessel) int {
		return cmp.Compare(float64(a.most)*float64(b.weight), float64(b.most)*float64(a.weight))
	})
	weigh(vessels)
	left := max(0, capacity)
	for i, v := range vessels {
		give := min(v.most, left)
		if i < len(vessels)-1 {
			give = min(give, left*energy.Watts(v.weight/v.rest))
		}
		out[v.home] = give
		left -= give
	}
	return out
}

// weigh sums from the end, for what a running total leaves after taking away
// may round to less than nothing.
func weigh(vessels []vessel) {
	var rest energy.WattHours
	for i := len(vessels) - 1; i >= 0; i-- {
		rest += vessels[i].weight
		vessels[i].rest = rest
	}
}
