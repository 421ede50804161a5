package dispatch

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// messages is what one tick has to send.
type messages struct {
	orders []energy.Order
	signal energy.Signal // Seq 0 for none
}

// decide is one tick without its sending.
func (p *Plant) decide(now time.Time) messages {
	view := p.look(now)
	defer p.mu.Unlock()
	p.expire(now)
	p.observe(&view.Grid, now)
	if p.target == nil {
		p.loop = p.loop.Rest()
		p.forget(view.Homes, now)
		p.report(view, Output{}, now)
		return messages{}
	}
	p.recall(view.Homes, now)
	p.screen(&view, now)
	p.note(view.Homes, now)
	orders, allocation := p.grant(&view, now)
	m := messages{orders: orders}
	p.forget(view.Homes, now)
	var out Output
	p.loop, out = Step(p.loop, p.input(view, now), now)
	p.seq = max(p.seq+1, uint64(now.UnixMicro()))
	m.signal = energy.Signal{Plant: p.config.Plant, Seq: p.seq, Level: out.Level, Sent: now}
	if !p.orders.mute {
		p.roll.judge.Said(out.Level, now)
	}
	p.report(view, out, now)
	p.status.Unfollowing = p.roll.unfollowing()
	p.status.BindingUp, p.status.BindingDown, p.status.Binds = allocation.BindingUp, allocation.BindingDown, view.Grid.binds(&allocation)
	return m
}

// look views the fleet and takes the lock. Who takes part may change with the target:
// homes seen for an older one are seen again, or one that is out by now has its part.
func (p *Plant) look(now time.Time) View {
	for {
		p.mu.Lock()
		target := p.target
		p.mu.Unlock()
		view := p.fleet.View(now)
		p.mu.Lock()
		if p.target == target {
			return view
		}
		p.mu.Unlock()
	}
}

// grant splits what the plant offers, in what room other plants leave.
func (p *Plant) grant(v *View, now time.Time) ([]energy.Order, Allocation) {
	p.commons.mu.Lock()
	defer p.commons.mu.Unlock()
	p.few(v, now)
	grid := p.narrow(v, now)
	allocation := p.share(v.Homes, grid)
	orders := p.renew(v.Homes, &grid, allocation, now)
	if len(grid.Parents) > 0 {
		p.claim(now)
	}
	return orders, allocation
}

// claim has other plants know what this one holds.
func (p *Plant) claim(now time.Time) {
	for site, l := range p.leases {
		if mine := (claim{p.config.Plant, l.held(now), l.ends()}); mine != l.claimed {
			l.claimed = mine
			p.commons.note(site, mine, now)
		}
	}
}

func (p *Plant) input(v View, now time.Time) Input {
	up, down := p.capacity(v.Homes, now)
	return Input{
		Target: p.target.Power, Most: p.target.Capacity, Up: up, Down: down, Loose: v.Loose, Total: v.Total, Age: v.Age,
	}
}

func (p *Plant) expire(now time.Time) {
	if p.target != nil && !now.Before(p.target.Until) {
		p.log.Info("target ended", "power_w", p.target.Power)
		p.target = nil
	}
}

// forget notes who is not ready, so that its return is seen, and drops the
// leases that have run out.
func (p *Plant) forget(homes []Home, now time.Time) {
	for i := range homes {
		if l, ok := p.leases[homes[i].Site]; ok && !homes[i].Ready {
			l.ready = false
		}
	}
	for site, l := range p.leases {
		if !now.Before(l.ends()) {
			delete(p.leases, site)
			p.commons.drop(p.config.Plant, site, now)
		}
	}
}

// capacity returns the power granted to homes that can be commanded now.
func (p *Plant) capacity(homes []Home, now time.Time) (up, down energy.Watts) {
	for i := range homes {
		if l, ok := p.leases[homes[i].Site]; ok && homes[i].Ready && l.runs(now) {
			up, down = up+l.share.SlopeUp, down+l.share.SlopeDown
		}
	}
	return up, down
}
