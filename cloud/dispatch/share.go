package dispatch

import (
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch/fair"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// share splits what the plant offers over the homes. Where the limits over them
// cannot be used nothing is granted, and leases run out.
func (p *Plant) share(homes []Home, g Grid) Allocation {
	offer := p.target.offer(p.config.Offer)
	g.Limits = g.aim()
	a, err := p.allocator.allocate(offer.Max, -offer.Min, homes, g, p.config.Costs)
	if (err != nil) != p.barred {
		p.barred = err != nil
		p.log.Warn("limits over the homes changed", "usable", err == nil, "error", err)
	}
	return a
}

// recall notes on the homes what the plant granted them and how they stand. A home that
// tells of an order which is not known here, of before a restart, may do all it can.
func (p *Plant) recall(homes []Home, now time.Time) {
	for i := range homes {
		h := &homes[i]
		h.Granted, h.Known, h.Held, h.Standing = energy.Participation{}, energy.Participation{}, Hold{}, p.account.Standing(h.Site)
		l, ok := p.leases[h.Site]
		if ok {
			l.confirm(h)
			if h.Held = l.held(now); l.runs(now) {
				h.Granted = l.share
			}
			h.Known, ok = l.sent(h.InForce)
		}
		if !ok && h.InForce != 0 {
			h.Held = h.Held.or(Hold{h.Up, h.Down})
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

// renew returns the orders due, and those of homes that have to give way to a limit:
// one that is allotted nothing lets go at once. It grants nothing to a home with no
// share.
func (p *Plant) renew(homes []Home, g *Grid, a Allocation, now time.Time) []energy.Order {
	if p.barred {
		return nil
	}
	var out []energy.Order
	granted := newGrants(g, len(homes), func(i int) (none Hold) {
		if !homes[i].Ready {
			return none
		}
		return homes[i].Held
	})
	for i := range homes {
		h, allotted := &homes[i], a.Shares[i]
		l := p.leases[h.Site]
		if !h.Ready || !p.due(h, l, allotted, granted.pressed(i, h.Held, allotted), now) {
			continue
		}
		if l == nil {
			l = &lease{}
			p.leases[h.Site] = l
		}
		if !allotted.FollowsSignal() {
			out = append(out, l.rest(h, &p.config, p.seq, now))
			continue
		}
		next := allotted
		if l.runs(now) {
			next = glide(l.share, allotted, h)
		}
		if next = granted.fit(i, h.Held, next, allotted); next.FollowsSignal() {
			out = append(out, l.next(h, next, &p.config, p.seq, now))
		}
	}
	return out
}

// pressEach is how many ticks a home has to give way before it is told again.
const pressEach = 2

// due tells whether a home is to be sent an order now, and notes where that is to give
// way. It may have no lease.
func (p *Plant) due(h *Home, l *lease, allotted energy.Participation, pressed bool, now time.Time) bool {
	if l == nil {
		return pressed || allotted.FollowsSignal() || h.Still
	}
	if pressed && now.Sub(l.pressed) >= pressEach*p.config.Tick {
		l.pressed = now
		return true
	}
	return (allotted.FollowsSignal() || h.Still) && l.wants(h, now)
}
