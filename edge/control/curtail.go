package control

import "github.com/hearthgrid/hearthgrid/shared/energy"

// aside is the import aimed at while export costs. It lets the battery take a
// little more than the sun gives, so that the sun may give a little more: PV
// and battery find the most the home can use, from the side that costs nothing.
const aside energy.Watts = 300

// shared is by how much PV and battery are slower where both answer to the same
// meter, so that together they are no quicker than one alone.
const shared = 2

// curtail returns the most PV power to let through, none for all: the limit of
// the plan's slot, and where export costs the power that is used at home. What
// the battery exports for an order is not the PV's, and does not count.
func (d *Desk) curtail(v *look) energy.Want {
	limit := energy.Want{}
	if v.slot.MaxPV.Limited && !v.paused {
		limit = energy.WantPower(v.slot.MaxPV.Power)
	}
	grid, battery, ok := flows(&v.snap)
	pv, _ := v.snap.PV.Value()
	if !v.costly || !ok || v.snap.PV.Quality() != energy.Good {
		d.used = tracker{}
		return limit
	}
	d.used.drift(pv, grid-max(0, battery), d.most(), shared*d.config.late(), v.now)
	return lower(limit, wish(max(0, d.used.power)))
}

func lower(a, b energy.Want) energy.Want {
	p, first := a.Power()
	q, second := b.Power()
	if first && (!second || p <= q) {
		return a
	}
	return b
}
