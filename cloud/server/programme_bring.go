package server

import (
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// bring brings an outcome about: who is not asked any more is let go first, then it is
// who takes part, and then what they are asked for. So no home is asked for what is
// another's.
func (p *programmes) bring(out *programme.Outcome, begin func(*engine), now time.Time) {
	wanted := map[energy.PlantID]*programme.Target{}
	for i := range out.Targets {
		wanted[out.Targets[i].Plant()] = &out.Targets[i]
	}
	for id := range p.told {
		if wanted[id] == nil {
			p.letGo(id)
		}
	}
	p.road.roster.set(stakesOf(out))
	for id, t := range wanted {
		p.ask(id, t, begin, now)
	}
	p.free(out.Freed(p.outcome.Load()), now)
	p.arms.Arms(out.Arms)
	p.nodes.idle(now)
}

func stakesOf(out *programme.Outcome) map[energy.PlantID]map[energy.SiteID]stake {
	all := map[energy.PlantID]map[energy.SiteID]stake{}
	for i := range out.Targets {
		t := &out.Targets[i]
		homes := make(map[energy.SiteID]stake, len(t.Parts))
		for _, part := range t.Parts {
			homes[part.Site] = stake{up: part.Up, down: part.Down}
		}
		all[t.Plant()] = homes
	}
	return all
}

// letGo asks a node for nothing any more, but what people want of it.
func (p *programmes) letGo(id energy.PlantID) {
	delete(p.told, id)
	p.log.Info("node is let go", "node", id)
	if p.road.registry.IsPlant(asset.GroupID(id)) {
		p.road.plants.asked.giveBack(id, p.road.plants.get(id))
		return
	}
	p.nodes.letGo(id)
}

// ask has a node asked for t, where it is not told that already.
func (p *programmes) ask(id energy.PlantID, t *programme.Target, begin func(*engine), now time.Time) {
	plant, err := p.nodes.plant(id, begin, now)
	target := dispatch.Target{Power: t.Power, Capacity: t.Capacity, Until: t.Until}
	if err == nil {
		err = target.Check(id, now)
	}
	if err != nil || plant == nil {
		p.log.Error("node is not asked", "node", id, "err", err)
		return
	}
	p.said[id] = said{power: t.Power, at: now}
	if old, there := p.told[id]; there && t.Stands(&old, p.config.Hold, now) {
		return
	} else if !there {
		p.log.Info("node is asked", "node", id, "calls", len(t.Slices))
	}
	p.told[id] = *t
	if p.road.registry.IsPlant(asset.GroupID(id)) {
		p.road.plants.asked.take(id, plant, callOf(t), target)
		return
	}
	plant.Adopt(target)
}

// callOf returns a call that a target is for, "" where it only lets homes go in turn.
func callOf(t *programme.Target) programme.CallID {
	if len(t.Slices) == 0 {
		return ""
	}
	return t.Slices[0].Call
}
