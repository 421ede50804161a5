package server

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// idleNode is how long a node that is asked for nothing goes on ticking: longer than
// any lease, so that what it granted has ended.
const idleNode = 5 * time.Minute

// nodes are the groups that programmes have asked for something and that are no plants
// of their own: a feeder, a zone, and the lanes of these and of plants. Each ticks while it is asked for something, and for a
// while after.
type nodes struct {
	road *road

	mu    sync.Mutex
	open  map[energy.PlantID]*engine
	ended dispatch.Orders // of those that are not open any more
}

// engine is what runs one of them.
type engine struct {
	plant *dispatch.Plant
	stop  context.CancelFunc // nil until it ticks
	used  time.Time
}

// plant returns what runs a node, which begins to tick where it is new; nil for a plant
// that is not there yet.
func (n *nodes) plant(id energy.PlantID, begin func(*engine), now time.Time) (*dispatch.Plant, error) {
	if n.road.registry.IsPlant(asset.GroupID(id)) {
		return n.road.plants.get(id), nil
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	one, there := n.open[id]
	if !there {
		p, err := n.road.makePlant(id)
		if err != nil {
			return nil, err
		}
		one = &engine{plant: p}
		n.open[id] = one
		begin(one)
		n.road.log.Info("node begins", "node", id)
	}
	one.used = now
	return one.plant, nil
}

// find returns what runs a node, nil where nothing does.
func (n *nodes) find(id energy.PlantID) *dispatch.Plant {
	if p := n.road.plants.get(id); p != nil {
		return p
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if one, there := n.open[id]; there {
		return one.plant
	}
	return nil
}

// begin has a node tick until it is stopped or ctx ends.
func (n *nodes) begin(ctx context.Context, g *errgroup.Group, one *engine, stuck chan<- error) {
	ctx, one.stop = context.WithCancel(ctx)
	n.road.begin(ctx, g, one.plant, stuck)
}

// idle stops the nodes that were asked for nothing for long.
func (n *nodes) idle(now time.Time) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for id, one := range n.open {
		if now.Sub(one.used) < idleNode {
			continue
		}
		if one.stop != nil {
			one.stop()
		}
		n.ended = plus(n.ended, one.plant.Status().Orders)
		delete(n.open, id)
		n.road.log.Info("node ends", "node", id)
	}
}

// orders counts those of all nodes that there were.
func (n *nodes) orders() dispatch.Orders {
	n.mu.Lock()
	defer n.mu.Unlock()
	sum := n.ended
	for _, one := range n.open {
		sum = plus(sum, one.plant.Status().Orders)
	}
	return sum
}

// plus adds counts of orders since the start.
func plus(a, b dispatch.Orders) dispatch.Orders {
	return dispatch.Orders{Sent: a.Sent + b.Sent, Unsent: a.Unsent + b.Unsent, Refused: a.Refused + b.Refused}
}

// answer gives the nodes a home's receipt.
func (n *nodes) answer(a wire.Answer) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, one := range n.open {
		one.plant.Answer(a)
	}
}

// letGo asks a node for nothing.
func (n *nodes) letGo(id energy.PlantID) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if one, there := n.open[id]; there {
		one.plant.ClearTarget()
	}
}
