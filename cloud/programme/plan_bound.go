package programme

import (
	"fmt"
	"slices"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// bound keeps the claims of each region within what its cap leaves beside calls
// that are as strong. Weaker ones give way when they run.
func (x *planning) bound() {
	used := x.used()
	sums := map[Region]*RegionShare{}
	for i := range x.call.Claims {
		c := &x.call.Claims[i]
		r := x.facts.Homes[c.Site].Region
		if sums[r] == nil {
			known, _ := x.facts.cap(r, x.config.CapAge, x.now)
			sums[r] = &RegionShare{Region: r, Cap: &known.Most}
		}
		sums[r].Up, sums[r].Down = sums[r].Up+c.Up, sums[r].Down+c.Down
	}
	for i := range x.call.Claims {
		c := &x.call.Claims[i]
		r := x.facts.Homes[c.Site].Region
		left, all := used[r], sums[r]
		*c = c.scaled(part(*all.Cap-left.Up, all.Up), part(*all.Cap-left.Down, all.Down))
		if c.empty() {
			x.leave(x.facts.Homes[c.Site], RegionFull, string(r))
		}
	}
	for r, all := range sums {
		if *all.Cap-used[r].Up < all.Up || *all.Cap-used[r].Down < all.Down {
			x.plan.Binds = append(x.plan.Binds, fmt.Sprintf("region %s: its cap is %.1f kW, of which %.1f kW up and %.1f kW down are claimed by others",
				r, float64(*all.Cap)/1000, float64(used[r].Up)/1000, float64(used[r].Down)/1000))
		}
	}
	x.call.Claims = slices.DeleteFunc(x.call.Claims, func(c Claim) bool { return c.empty() })
}

// part is the share of asked that left is, 0..1.
func part(left, asked energy.Watts) energy.Ratio {
	if asked <= 0 || left >= asked {
		return 1
	}
	return energy.Ratio(max(0, left) / asked)
}

// used is what calls that are as strong, and run meanwhile, have in each region.
func (x *planning) used() map[Region]Claim {
	used := map[Region]Claim{}
	for site, b := range x.books {
		h := x.facts.Homes[site]
		if h == nil {
			continue
		}
		for _, o := range b.stronger(x.call) {
			if meets(o.call.Start, o.call.End, x.call.Start, x.call.End) {
				sum := used[h.Region]
				sum.Up, sum.Down = sum.Up+o.claim.Up, sum.Down+o.claim.Down
				used[h.Region] = sum
			}
		}
	}
	return used
}

// settle takes of what could be had what is asked and its margin, of every home in
// proportion, and adds up.
func (x *planning) settle() {
	var all Claim
	for i := range x.call.Claims {
		all.Up, all.Down = all.Up+x.call.Claims[i].Up, all.Down+x.call.Claims[i].Down
	}
	more := energy.Watts(1 + x.call.Terms.Rules.Margin)
	up, down := part(x.call.Up*more, all.Up), part(x.call.Down*more, all.Down)
	regions := map[Region]*RegionShare{}
	for i := range x.call.Claims {
		c := &x.call.Claims[i]
		*c = c.scaled(up, down)
		c.Swing = x.facts.Homes[c.Site].swing(c)
		r := x.facts.Homes[c.Site].Region
		if regions[r] == nil {
			known, _ := x.facts.cap(r, x.config.CapAge, x.now)
			regions[r] = &RegionShare{Region: r, Cap: &known.Most}
		}
		regions[r].Homes++
		regions[r].Up, regions[r].Down = regions[r].Up+c.Up, regions[r].Down+c.Down
		x.plan.Up, x.plan.Down = x.plan.Up+c.Up, x.plan.Down+c.Down
	}
	for _, r := range regions {
		x.plan.Regions = append(x.plan.Regions, *r)
	}
	slices.SortFunc(x.plan.Regions, func(a, b RegionShare) int {
		if a.Region < b.Region {
			return -1
		}
		return 1
	})
	slices.Sort(x.plan.Binds)
	if x.plan.Up < x.call.Up*(1-1e-9) || x.plan.Down < x.call.Down*(1-1e-9) {
		x.plan.Binds = append(x.plan.Binds, fmt.Sprintf("homes: %d take part, %d are left out or give less", len(x.call.Claims), len(x.plan.LeftOut)))
	}
}

// cut takes of weaker calls what the call has now, the weakest last.
func (x *planning) cut() {
	lost := map[CallID]*Loss{}
	claims := map[CallID][]Claim{}
	for i := range x.call.Claims {
		x.cutHome(booked{x.call, x.call.Claims[i]}, lost, claims)
	}
	for _, c := range x.state.list(func(c *Call) bool { return lost[c.ID] != nil }) {
		x.plan.Cuts = append(x.plan.Cuts, *lost[c.ID])
		x.cuts = append(x.cuts, Entry{Verb: Cut, At: x.now, ID: c.ID, Claims: claims[c.ID], Why: "call " + string(x.call.ID) + " is stronger"})
	}
}

// cutHome cuts the claims of weaker calls to what fits beside own.
func (x *planning) cutHome(own booked, lost map[CallID]*Loss, claims map[CallID][]Claim) {
	all := x.books[own.claim.Site]
	kept := all.stronger(x.call)
	weaker := all[len(kept):]
	if len(weaker) == 0 {
		return
	}
	h, _ := x.battery(x.facts.Homes[own.claim.Site]) // it has claimed
	kept = append(kept, own)
	for _, o := range weaker {
		if got, _ := kept.fit(h, o); got.Up < o.claim.Up || got.Down < o.claim.Down {
			l := lost[o.call.ID]
			if l == nil {
				l = &Loss{Call: o.call.ID}
				lost[o.call.ID] = l
			}
			l.Homes, l.Up, l.Down = l.Homes+1, l.Up+o.claim.Up-got.Up, l.Down+o.claim.Down-got.Down
			claims[o.call.ID] = append(claims[o.call.ID], got)
			o.claim = got
		}
		kept = append(kept, o)
	}
}
