package server

import (
	"context"
	"log/slog"
	"math"
	"slices"
	"sync/atomic"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// grid is the tree of limits that homes are under, as the registry has it now. It is
// made anew when the registry moves or a limit begins or ends, and not each second.
type grid struct {
	registry *fleet.Registry
	members  *Members
	clock    func() time.Time
	log      *slog.Logger
	wake     chan struct{}
	now      atomic.Pointer[wiring]
}

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

// newGrid returns the grid of now, where the registry tells it.
func newGrid(registry *fleet.Registry, members *Members, clock func() time.Time, log *slog.Logger) *grid {
	g := &grid{registry: registry, members: members, clock: clock, log: log, wake: make(chan struct{}, 1)}
	g.renew(context.Background(), nil)
	return g
}

// moved has the grid be made anew.
func (g *grid) moved() {
	select {
	case g.wake <- struct{}{}:
	default: // it will be
	}
}

// gridRetry is how long we wait after the registry did not tell its limits.
const gridRetry = time.Second

// Run makes the grid anew when it moved, until ctx ends. Where the registry does not
// answer the last grid stands, and homes that are not in it are granted nothing.
func (g *grid) Run(ctx context.Context) error {
	var failed error
	for {
		timer := time.NewTimer(g.wait(failed))
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-g.wake:
			failed = g.renew(ctx, failed)
		case <-timer.C:
			if failed != nil || g.due() {
				failed = g.renew(ctx, failed)
			}
		}
		timer.Stop()
	}
}

// wait returns for how long nothing changes by itself.
func (g *grid) wait(failed error) time.Duration {
	w := g.now.Load()
	switch {
	case failed != nil || w == nil:
		return gridRetry
	case w.until.IsZero():
		return memberWait
	}
	return min(max(w.until.Sub(g.clock()), 0), memberWait)
}

// due tells whether the grid is not that of now.
func (g *grid) due() bool {
	w := g.now.Load()
	return w == nil || !w.until.IsZero() && !g.clock().Before(w.until)
}

// renew makes the grid anew, and says where that begins to fail.
func (g *grid) renew(ctx context.Context, failed error) error {
	err := g.read(ctx)
	if err != nil && failed == nil {
		g.log.Warn("limits of the grid not read, the last stand", "err", err)
	}
	return err
}

// read makes the grid of now.
func (g *grid) read(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, registerWait)
	defer cancel()
	now := g.clock()
	all, err := g.registry.GroupLimits(ctx, now)
	if err != nil {
		return err
	}
	w := wiringOf(all, g.members.Places(), now)
	if before := g.now.Swap(w); len(w.crossed) > 0 && (before == nil || !slices.Equal(before.crossed, w.crossed)) {
		g.log.Warn("groups with limits cross others, nothing is granted to their homes", "groups", w.crossed)
	}
	return nil
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
