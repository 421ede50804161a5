package server

import (
	"context"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Members implements api.Members: also the homes of groups in the plant.
func (p *plants) Members(id energy.PlantID) ([]energy.SiteID, error) {
	if _, err := p.find(id); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), registerWait)
	defer cancel()
	ids, err := p.registry.Below(ctx, asset.GroupID(id), time.Now())
	if ids == nil {
		ids = []energy.SiteID{}
	}
	return ids, err
}

// Join implements api.Members.
func (p *plants) Join(id energy.PlantID, site energy.SiteID) error {
	if _, err := p.find(id); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), registerWait)
	defer cancel()
	return p.registry.Join(ctx, asset.GroupID(id), site, time.Now())
}

// Leave implements api.Members.
func (p *plants) Leave(id energy.PlantID, site energy.SiteID) error {
	if _, err := p.find(id); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), registerWait)
	defer cancel()
	return p.registry.Leave(ctx, asset.GroupID(id), site, time.Now())
}
