package fleet

import (
	"context"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/store"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// AddSite adds a site. Adding one again changes nothing. A site that is not a
// name is refused as Invalid.
func (r *Registry) AddSite(ctx context.Context, site energy.SiteID, at time.Time) error {
	if _, err := energy.ParseSiteID(string(site)); err != nil {
		return &fault.Error{Op: "add site", Kind: fault.Invalid, Subject: string(site), Err: err}
	}
	do := func(tx *store.Tx) error {
		return changed(tx.ExecContext(ctx, `INSERT INTO site (id, added) VALUES ($1, $2) ON CONFLICT DO NOTHING`, string(site), at.UnixMilli()))
	}
	return r.commit(ctx, Change{At: at, Kind: SiteAdded, Subject: string(site)}, do, r.learn(func(x *roster) { x.addHome(site) }))
}

// Sites returns all sites by name.
func (r *Registry) Sites(ctx context.Context) ([]energy.SiteID, error) {
	ids, err := list(ctx, r.store.Reads(), scanID[energy.SiteID], `SELECT id FROM site`)
	slices.Sort(ids) // as Plants does
	return ids, err
}

// HasSite tells, from memory, whether a site was added.
func (r *Registry) HasSite(site energy.SiteID) bool { return r.index.has(site) }

// KnowsSite fails as NotFound for a site that was not added.
func (r *Registry) KnowsSite(ctx context.Context, site energy.SiteID) error {
	if err := mustExist(ctx, r.store.Reads(), "site", string(site)); err != nil {
		return store.Fault("find site", string(site), err)
	}
	return nil
}
