package dispatch

import (
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch/fair"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// share splits what the plant offers over the homes. Where the limits over them
// cannot be used nothing is granted, and leases run out.
func (p *Plant) share(v *View) Allocation {
	offer := p.target.offer(p.config.Offer)
	a, err := p.allocator.allocate(offer.Max, -offer.Min, v.Homes, v.Grid.without(v.Homes), p.config.Costs)
	if (err != nil) != p.barred {
		p.barred = err != nil
		p.log.Warn("limits over the homes changed", "usable", err == nil, "error", err)
	}
	return a
}

// recall notes on the homes what the plant granted them and how they stand.
func (p *Plant) recall(homes []Home, now time.Time) {
	for i := range homes {
		h := &homes[i]
		h.Granted, h.Standing = energy.Participation{}, p.account.Standing(h.Site)
		if l, ok := p.leases[h.Site]; ok && l.runs(now) {
			h.Granted = l.share
		}
	}
}

// note has the account know what the homes were asked for since the last tick.
func (p *Plant) note(homes []Home, now time.Time) {
	passed, level := now.Sub(p.status.At), p.status.Level
	if p.status.At.IsZero() || passed <= 0 || passed > 3*p.config.Tick || level == 0 {
		return
	}
	p.uses = p.uses[:0]
	for i := range homes {
		h := &homes[i]
		if !h.Ready {
			continue
		}
		use := fair.Use{Site: h.Site, Had: h.EnergyUp}
		if level < 0 {
			use.Had = h.EnergyDown
		}
		if h.Granted.FollowsSignal() {
			use.Given = h.Granted.Power(level).Abs().Over(passed)
		}
		p.uses = append(p.uses, use)
	}
	p.account.Note(now, p.uses)
}

// without returns the grid with its limits narrowed by what is granted to homes that
// cannot be commanded: nobody can take it back from them.
func (g Grid) without(homes []Home) Grid {
	if len(g.Parents) == 0 || g.check(len(homes)) != nil {
		return g
	}
	lost := newGrants(&g, len(homes), func(i int) (none energy.Participation) {
		if homes[i].Ready {
			return none
		}
		return homes[i].Granted
	})
	g.Limits = slices.Clone(g.Limits)
	for v := range g.Limits {
		l := &g.Limits[v]
		l.Max, l.Min = max(0, l.Max-lost.up[v]), min(0, l.Min+lost.down[v])
	}
	return g
}

// renew returns the orders due, and those of homes that have to give way to a
// limit. It grants nothing to a home with no share.
func (p *Plant) renew(v *View, a Allocation, now time.Time) []energy.Order {
	if p.barred {
		return nil
	}
	var out []energy.Order
	granted := newGrants(&v.Grid, len(v.Homes), func(i int) energy.Participation { return v.Homes[i].Granted })
	for i := range v.Homes {
		h, allotted := &v.Homes[i], a.Shares[i]
		if !h.Ready || !allotted.FollowsSignal() {
			continue
		}
		l, ok := p.leases[h.Site]
		if !ok {
			l = &lease{}
			p.leases[h.Site] = l
		}
		if !l.wants(h, now) && !granted.pressed(i, h.Granted, allotted) {
			continue
		}
		next := allotted
		if l.runs(now) {
			next = glide(l.share, allotted, h)
		}
		if next = granted.fit(i, h.Granted, next, allotted); next.FollowsSignal() {
			out = append(out, l.next(h, next, &p.config, p.seq, now))
		}
	}
	return out
}
