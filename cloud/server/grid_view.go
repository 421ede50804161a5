package server

import (
	"math"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/cloud/twin"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// wires is the grid as one plant sees it. It keeps what changes only when the grid does
// or the plant's homes do.
type wires struct {
	of     *wiring
	ids    []energy.SiteID
	under  []int32
	others []dispatch.Other
	lost   []int // homes of ids that the grid does not know
}

// seat finds where homes are in a grid.
func (s *wires) seat(w *wiring, ids []energy.SiteID) {
	if s.of == w && slices.Equal(s.ids, ids) {
		return
	}
	*s = wires{of: w, ids: slices.Clone(ids), under: make([]int32, len(ids))}
	mine := make(map[energy.SiteID]bool, len(ids))
	for i, id := range ids {
		mine[id] = true
		v, known := w.under[id]
		if s.under[i] = v; !known {
			s.lost = append(s.lost, i)
		}
	}
	for _, o := range w.homes {
		if !mine[o.Site] {
			s.others = append(s.others, o)
		}
	}
}

// wired puts a view's homes under the grid. Homes that the grid does not know yet are
// not commanded.
func (c *crew) wired(v *dispatch.View, ids []energy.SiteID, now time.Time) {
	w := c.estimates.grid.now.Load()
	if w != nil && len(w.nodes) == 0 {
		return
	}
	if w == nil {
		w = &wiring{parents: []int32{-1}}
	}
	c.wires.seat(w, ids)
	for _, i := range c.wires.lost {
		if h := &v.Homes[i]; h.Ready {
			h.Ready, v.Loose = false, v.Loose+h.Battery.Mean
		}
	}
	v.Grid = dispatch.Grid{Parents: w.parents, Under: c.wires.under, Others: c.estimates.outside(c.wires.others, now)}
	v.Grid.Wires = make([]dispatch.Wire, 1, len(w.parents))
	v.Grid.Wires[0] = dispatch.Wire{Import: unlimited, Export: unlimited, Ramp: unlimited}
	p := c.estimates.picture.Load()
	for i := range w.nodes {
		v.Grid.Wires = append(v.Grid.Wires, w.nodes[i].wire(p, now))
	}
}

// outside returns others with what is believed of their batteries.
func (e *estimates) outside(others []dispatch.Other, now time.Time) []dispatch.Other {
	others = slices.Clone(others)
	for i := range others {
		o := &others[i]
		t, _ := e.twins.Get(o.Site)
		o.Armed = armedOf(&t)
		e.locked(func() { o.Battery = e.batteryOf(o.Site, &t, now).Mean })
	}
	return others
}

// armedOf returns the most that a home may do by itself when the frequency is off: all
// that it may be armed with, while it tells that it is.
func armedOf(t *twin.Twin) dispatch.Hold {
	if t.Armed() == 0 {
		return dispatch.Hold{}
	}
	return dispatch.Hold{Up: t.Arms.Able.Power, Down: t.Arms.Able.Power}
}

// overdue is how old a picture may be of which limits are made.
const overdue = 5 * time.Second

// wire returns what is believed of a node. What is not believed is not told, and then
// nothing is granted under it.
func (n *limited) wire(p *picture, now time.Time) dispatch.Wire {
	w := dispatch.Wire{Name: string(n.group), Import: n.imports, Export: n.exports, Ramp: n.ramp, Switches: n.switches, Switching: n.switching, Homes: 1}
	b, known := p.groups[n.group]
	switch {
	case n.shut:
		w.Import, w.Export = 0, 0
		return w
	case !known || now.Sub(p.at) > overdue:
		return w
	}
	w.Homes = 0
	for _, homes := range b.total.States {
		w.Homes += homes
	}
	load, pv := &b.total.Powers[estimate.Load], &b.total.Powers[estimate.PV]
	w.Rest, w.Told = load.Mean+pv.Mean, load.Homes
	w.Doubt = energy.Watts(math.Hypot(doubtOf(load), doubtOf(pv)))
	return w
}

// doubtOf returns by how much a sum is off at most, on the side where that is more.
func doubtOf(p *estimate.Power) float64 {
	if p.Homes == 0 {
		return 0
	}
	return float64(max(p.Quantile(dispatch.WireLevel)-p.Mean, p.Mean-p.Quantile(1-dispatch.WireLevel)))
}

// limitsView words the limits that bind a plant.
func limitsView(binds []dispatch.Bind) []api.PlantLimit {
	all := []api.PlantLimit{}
	for _, b := range binds {
		l := api.PlantLimit{Group: b.Node, Direction: api.LimitDown, LimitW: b.Limit, Price: float64(b.Price)}
		if b.Up {
			l.Direction = api.LimitUp
		}
		all = append(all, l)
	}
	return all
}

func unfollowingView(by map[string]int) map[string]int {
	if by == nil {
		return map[string]int{}
	}
	return by
}
