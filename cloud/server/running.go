package server

import (
	"context"
	"maps"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// running are the plants that there are. They come while the cloud runs, and none
// goes. It has one writer.
type running struct {
	plants atomic.Pointer[map[energy.PlantID]*dispatch.Plant]
}

// all returns the plants of now by name, for reading only.
func (r *running) all() map[energy.PlantID]*dispatch.Plant {
	if p := r.plants.Load(); p != nil {
		return *p
	}
	return nil
}

// get returns a plant, nil where it does not run.
func (r *running) get(id energy.PlantID) *dispatch.Plant { return r.all()[id] }

func (r *running) add(id energy.PlantID, p *dispatch.Plant) {
	plants := maps.Clone(r.all())
	if plants == nil {
		plants = map[energy.PlantID]*dispatch.Plant{}
	}
	plants[id] = p
	r.plants.Store(&plants)
}

// follow is told what moved in the registry: estimates are of who is where now, and
// plants that are new begin to tick.
func (r *road) follow(ctx context.Context, g *errgroup.Group, moved Moved, stuck chan<- error) {
	r.estimates.moved(moved)
	for _, id := range moved.Plants {
		if r.plants.get(id) != nil {
			continue
		}
		if err := r.addPlant(ctx, id); err != nil {
			r.log.Warn("plant does not begin", "plant", id, "err", err)
			continue
		}
		r.log.Info("plant begins", "plant", id)
		r.begin(ctx, g, r.plants.get(id), stuck)
	}
}

// begin has a plant tick, and tells where it is stuck.
func (r *road) begin(ctx context.Context, g *errgroup.Group, p *dispatch.Plant, stuck chan<- error) {
	g.Go(func() error {
		err := p.Run(ctx)
		if err != nil {
			select {
			case stuck <- err:
			default: // another is told
			}
		}
		return err
	})
}
