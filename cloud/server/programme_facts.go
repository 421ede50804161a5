package server

import (
	"context"
	"maps"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// facts returns what a tick at now needs to know.
func (p *programmes) facts(now time.Time) programme.Facts {
	needs := p.desk.Needs(now)
	f, heard := p.factsOf(needs.Sites, now)
	p.blackouts = p.blackouts.Next(heard, now)
	f.Outages = p.blackouts.Outages()
	f.Flows = p.flows(needs.Nodes)
	f.Held = p.held(now)
	return f
}

// factsOf returns what is known of homes, and what does not depend on them, and what is
// heard of the homes by region.
func (p *programmes) factsOf(sites []energy.SiteID, now time.Time) (programme.Facts, map[programme.Region]programme.Hearing) {
	f := programme.Facts{Homes: make(map[energy.SiteID]*programme.Home, len(sites)), Caps: p.caps.known()}
	all := map[programme.Region]programme.Hearing{}
	for _, site := range sites {
		h, heard := p.road.estimates.callable(site, now)
		f.Homes[site] = &h
		if h.Region != "" {
			all[h.Region] = all[h.Region].Plus(heard)
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	f.Levels = maps.Clone(p.levels)
	return f, all
}

// planFacts returns what a call at a node is planned on: the homes of the node, and
// those that other calls claim.
func (p *programmes) planFacts(ctx context.Context, id programme.Node, now time.Time) (programme.Facts, error) {
	if _, err := p.road.registry.Group(ctx, asset.GroupID(id)); err != nil {
		return programme.Facts{}, err
	}
	sites, err := p.road.registry.Below(ctx, asset.GroupID(id), now)
	if err != nil {
		return programme.Facts{}, err
	}
	f, _ := p.factsOf(append(sites, p.desk.Claimed()...), now)
	f.Firm = p.road.estimates.offered(id, now)
	return f, nil
}

// flows returns what is believed of the power of nodes, of those of which at least half
// of the homes are heard.
func (p *programmes) flows(ids []programme.Node) map[programme.Node]programme.Flow {
	flows := map[programme.Node]programme.Flow{}
	picture := p.road.estimates.picture.Load()
	for _, id := range ids {
		t := picture.groups[asset.GroupID(id)].total
		net, batteries := &t.Powers[estimate.Grid], &t.Powers[estimate.Battery]
		heard := t.States[estimate.Ready] + t.States[estimate.Mute]
		if net.Homes == 0 || batteries.Homes == 0 || 2*heard < t.Coverage.Homes() {
			continue
		}
		flows[id] = programme.Flow{Net: net.Mean, Battery: batteries.Mean, At: picture.at}
	}
	return flows
}

// held returns what nodes and their lanes were told, as long as their homes hold it.
func (p *programmes) held(now time.Time) map[programme.Node]energy.Watts {
	held := map[programme.Node]energy.Watts{}
	for id, said := range p.said {
		if now.Sub(said.at) < dispatch.DefaultConfig("").SignalHold {
			held[programme.Node(id.Whole())] += said.power
		}
	}
	return held
}
