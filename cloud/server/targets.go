package server

import (
	"context"
	"errors"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// SetTarget implements api.Targets: checked first, so that what is refused
// changes nothing, then durable, then in effect. It is refused as Conflict where a
// programme has the plant, or all is stopped.
func (p *plants) SetTarget(id energy.PlantID, t api.Target) error {
	plant, err := p.find(id)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), registerWait)
	defer cancel()
	asked := &p.running.asked
	asked.change.Lock()
	defer asked.change.Unlock()
	if err := asked.freeNow(id); err != nil {
		return err
	}
	kept := fleet.Target{Power: t.PowerW, Issued: time.Now(), Until: t.Until}
	if t.CapacityW != nil {
		kept.Capacity = *t.CapacityW
	}
	if err := targetOf(kept).Check(id, kept.Issued); err != nil {
		return err
	}
	if err := p.registry.SetTarget(ctx, id, kept); err != nil {
		return err
	}
	return asked.begin(id, plant, targetOf(kept))
}

// targetOf returns a target as dispatch takes it, from what was kept of it.
func targetOf(kept fleet.Target) dispatch.Target {
	return dispatch.Target{Power: kept.Power, Capacity: kept.Capacity, Until: kept.Until}
}

// ClearTarget implements api.Targets, in the same order. What a programme asks for
// stays.
func (p *plants) ClearTarget(id energy.PlantID) error {
	plant, err := p.find(id)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), registerWait)
	defer cancel()
	asked := &p.running.asked
	asked.change.Lock()
	defer asked.change.Unlock()
	if err := p.registry.ClearTarget(ctx, id, time.Now()); err != nil {
		return err
	}
	asked.stop(id, plant)
	return nil
}

// forgetTargets has no plant be asked, after a restart either, for what people asked it.
func (r *road) forgetTargets(now time.Time) error {
	ctx, cancel := context.WithTimeout(context.Background(), registerWait)
	defer cancel()
	asked := &r.plants.asked
	asked.change.Lock()
	defer asked.change.Unlock()
	var failed error
	for id := range r.plants.all() {
		failed = errors.Join(failed, r.registry.ClearTarget(ctx, id, now))
	}
	return failed
}
