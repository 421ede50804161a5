package dispatch

import (
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

const (
	lull    = 0.5  // of the margin, that is aimed at inside a limit
	trickle = 0.01 // of the limit, likewise
)

// observe takes in what flows at the nodes of a grid, also while nothing is asked for.
func (p *Plant) observe(g *Grid, now time.Time) {
	for i := range g.Wires {
		w := &g.Wires[i]
		rest, _, known := w.rest()
		if !w.Limited() || !known {
			continue
		}
		d := p.drifts[w.Name]
		if d == nil {
			d = &drift{}
			p.drifts[w.Name] = d
		}
		d.see(rest, now)
	}
}

// narrow returns the grid of a view with the room that there is for homes which can be
// commanded. What others hold cannot be taken back: homes of other plants, and those of
// this one that cannot be commanded. Nor can what homes are armed to do by themselves.
func (p *Plant) narrow(v *View, now time.Time) Grid {
	g := v.Grid
	if len(g.Wires) > 0 && len(g.Limits) == 0 {
		g.Limits = slices.Repeat([]energy.Envelope{energy.Unbounded()}, len(g.Wires))
	}
	if len(g.Parents) == 0 || g.check(len(v.Homes)) != nil {
		return g
	}
	lost := newGrants(&g, len(v.Homes), func(i int) Hold {
		h := &v.Homes[i]
		held := h.Armed.plus(p.commons.held(p.config.Plant, h.Site, now))
		if !h.Ready {
			held = held.plus(h.Held)
		}
		return held
	})
	for i := range g.Others {
		o := &g.Others[i]
		lost.add(o.Under, o.Armed.plus(p.commons.held("", o.Site, now)))
	}
	if len(g.Wires) > 0 {
		p.carry(&g, v.Homes, now)
	} else {
		g.Limits = slices.Clone(g.Limits)
	}
	for v := range g.Limits {
		g.Limits[v] = within(g.Limits[v], lost.under[v])
		if g.within != nil {
			g.within[v] = within(g.within[v], lost.under[v])
		}
	}
	return g
}

// carry makes the limits of what is known of each node.
func (p *Plant) carry(g *Grid, homes []Home, now time.Time) {
	beyond := newGrants(g, len(homes), func(i int) Hold {
		h := &homes[i]
		return h.Held.plus(p.commons.held(p.config.Plant, h.Site, now)).beyond(h.Battery.Mean)
	})
	for i := range g.Others {
		o := &g.Others[i]
		beyond.add(o.Under, p.commons.held("", o.Site, now).beyond(o.Battery))
	}
	g.Limits, g.within = make([]energy.Envelope, len(g.Wires)), make([]energy.Envelope, len(g.Wires))
	for i := range g.Wires {
		w := &g.Wires[i]
		if !w.Limited() {
			g.Limits[i], g.within[i] = energy.Unbounded(), energy.Unbounded()
			continue
		}
		margin := p.margin(w)
		g.Limits[i] = w.limits(beyond.under[i], margin)
		g.within[i] = w.limits(beyond.under[i], margin*(1+lull)+trickle*w.least())
	}
}

func (p *Plant) margin(w *Wire) energy.Watts {
	if d := p.drifts[w.Name]; d != nil {
		return d.margin(w)
	}
	return (&drift{}).margin(w)
}

// within returns what of limits around 0 W is left beside what is lost.
func within(l energy.Envelope, lost Hold) energy.Envelope {
	return energy.Envelope{Min: min(0, l.Min+lost.Down), Max: max(0, l.Max-lost.Up)}
}
