package server

import (
	"context"
	"maps"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// running are the plants that there are. They come while the cloud runs, and none
// goes.
type running struct {
	plants atomic.Pointer[map[energy.PlantID]*dispatch.Plant]

	asked asked

	mu      sync.Mutex // of who adds
	claimed map[energy.PlantID]bool
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

// claim is true once for each plant: for whoever is to add it.
func (r *running) claim(id energy.PlantID) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.claimed[id] {
		return false
	}
	if r.claimed == nil {
		r.claimed = map[energy.PlantID]bool{}
	}
	r.claimed[id] = true
	return true
}

// duties returns what plants are asked for and do, of those that are asked for power
// toward the grid.
func (r *running) duties() map[energy.PlantID]duty {
	found := map[energy.PlantID]duty{}
	for id, p := range r.all() {
		s := p.Status()
		if s.Active && s.Target.Power > 0 && s.Total.Provenance != energy.Unseen {
			found[id] = duty{asked: s.Target.Power, had: s.Total.Mean}
		}
	}
	return found
}

func (r *running) add(id energy.PlantID, p *dispatch.Plant) {
	r.mu.Lock()
	defer r.mu.Unlock()
	plants := maps.Clone(r.all())
	if plants == nil {
		plants = map[energy.PlantID]*dispatch.Plant{}
	}
	plants[id] = p
	r.plants.Store(&plants)
}

// follow is told what moved in the registry: estimates are of who is where now, plants
// that are new begin to tick, and where all may be another the caps of regions are too.
func (r *road) follow(ctx context.Context, g *errgroup.Group, moved Moved, stuck chan<- error) {
	r.estimates.moved(moved)
	if moved.All {
		r.programmes.caps.look()
	}
	for _, id := range moved.Plants {
		if !r.plants.claim(id) {
			continue
		}
		g.Go(func() error {
			if r.bring(ctx, id) {
				r.begin(ctx, g, r.plants.get(id), stuck)
			}
			return nil
		})
	}
}

// bring adds a plant that is new, however long the registry does not tell of it, and
// is false where ctx ended first.
func (r *road) bring(ctx context.Context, id energy.PlantID) bool {
	err := insist(ctx, func() error { return r.addPlant(ctx, id) }, func(err error) {
		r.log.Warn("plant does not begin yet", "plant", id, "err", err)
	})
	if err == nil {
		r.log.Info("plant begins", "plant", id)
	}
	return err == nil
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
