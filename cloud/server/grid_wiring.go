package server

import (
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// wiring is a grid at one instant. It is not changed.
type wiring struct {
	until   time.Time               // when it changes by itself; zero for never
	parents []int32                 // of the tree
	nodes   []limited               // of the tree but its root, in its order
	under   map[energy.SiteID]int32 // node of each home there is
	homes   []dispatch.Other        // under a node with limits
	crossed []asset.GroupID
}

// limited is a group with limits, or homes for which none can be kept.
type limited struct {
	group            asset.GroupID
	imports, exports energy.Watts // +Inf for no limit
	ramp             energy.Watts // within a minute, likewise
	switches         bool         // no more homes than switching may change direction in a minute
	switching        int
	shut             bool // no tree keeps their limits
}

// electrical are the kinds of group whose limits are a grid's.
func electrical(k asset.Kind) bool {
	return k == asset.Transformer || k == asset.Feeder || k == asset.Zone
}

// wiringOf makes a grid of limits and where homes are.
func wiringOf(all []asset.Limit, places []fleet.Place, now time.Time) *wiring {
	w := &wiring{}
	limits := map[asset.GroupID]*limited{}
	for i := range all {
		l := &all[i]
		if !l.Span.Holds(now) {
			w.until = sooner(w.until, l.Span.From)
			continue
		}
		w.until = sooner(w.until, l.Span.To)
		id := asset.GroupID(l.Node.ID)
		if limits[id] == nil {
			limits[id] = &limited{group: id, imports: unlimited, exports: unlimited, ramp: unlimited}
		}
		limits[id].set(l)
	}
	if len(limits) > 0 {
		w.lay(limits, places)
	}
	return w
}

var unlimited = energy.Watts(math.Inf(1))

func (n *limited) set(l *asset.Limit) {
	const kilo = 1000
	switch value := energy.Watts(l.Value * kilo); l.Name {
	case asset.ImportLimit:
		n.imports = value
	case asset.ExportLimit:
		n.exports = value
	case asset.RampLimit:
		n.ramp = value
	case asset.SwitchingLimit:
		n.switches, n.switching = true, int(l.Value)
	}
}

// lay puts homes under the groups that have limits.
func (w *wiring) lay(limits map[asset.GroupID]*limited, places []fleet.Place) {
	index := map[asset.GroupID]int32{}
	var named []*limited
	over := make([][]int32, len(places))
	for i := range places {
		for _, g := range places[i].Groups {
			n := limits[g.ID]
			if n == nil || !electrical(g.Kind) {
				continue
			}
			at, there := index[g.ID]
			if !there {
				at = int32(len(named))
				index[g.ID], named = at, append(named, n)
			}
			over[i] = append(over[i], at)
		}
	}
	l := dispatch.Lay(len(named), over)
	w.parents, w.under = l.Parents, make(map[energy.SiteID]int32, len(places))
	for _, at := range l.Nodes {
		w.nodes = append(w.nodes, *named[at])
	}
	if l.Shut >= 0 {
		w.nodes = append(w.nodes, limited{shut: true})
	}
	for _, at := range l.Crossed {
		w.crossed = append(w.crossed, named[at].group)
	}
	for i := range places {
		site, v := places[i].Site, l.Under[i]
		if w.under[site] = v; v > 0 {
			w.homes = append(w.homes, dispatch.Other{Site: site, Under: v})
		}
	}
}
