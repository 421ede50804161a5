package server

import (
	"context"
	"io"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/sheet"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// assets answers for the fleet from the registry.
type assets struct{ registry *fleet.Registry }

// Groups implements api.Fleet.
func (a *assets) Groups(ctx context.Context, kind string, at time.Time) ([]api.Group, error) {
	if _, err := asset.ParseKind(kind); kind != "" && err != nil {
		return nil, &fault.Error{Op: "list groups", Kind: fault.Invalid, Err: err}
	}
	groups, err := a.registry.Groups(ctx)
	if err != nil {
		return nil, err
	}
	parts, err := a.registry.Parts(ctx, at)
	if err != nil {
		return nil, err
	}
	inside := map[asset.GroupID][]string{}
	for _, p := range parts {
		inside[p.Parent] = append(inside[p.Parent], string(p.Child))
	}
	all := []api.Group{}
	for _, g := range groups {
		if kind == "" || asset.Kind(kind) == g.Kind {
			all = append(all, groupView(g, inside[g.ID]))
		}
	}
	return all, nil
}

func groupView(g asset.Group, parts []string) api.Group {
	return api.Group{ID: string(g.ID), Kind: string(g.Kind), Added: g.Added.UTC(), Parts: append([]string{}, parts...)}
}

// Group implements api.Fleet.
func (a *assets) Group(ctx context.Context, id string, at time.Time) (api.GroupDetail, error) {
	g, err := a.registry.Group(ctx, asset.GroupID(id))
	if err != nil {
		return api.GroupDetail{}, err
	}
	d := api.GroupDetail{Group: groupView(g, nil), At: at, Parents: []string{}}
	parts, err := a.registry.Parts(ctx, at)
	if err != nil {
		return d, err
	}
	for _, p := range parts {
		if p.Parent == g.ID {
			d.Parts = append(d.Parts, string(p.Child))
		}
		if p.Child == g.ID {
			d.Parents = append(d.Parents, string(p.Parent))
		}
	}
	members, err := a.registry.Members(ctx, g.ID, at)
	if err != nil {
		return d, err
	}
	below, err := a.registry.Below(ctx, g.ID, at)
	if err != nil {
		return d, err
	}
	d.Sites, d.Below = append([]energy.SiteID{}, members...), len(below)
	d.Limits, d.Binding, err = a.limits(ctx, asset.GroupNode(g.ID), at)
	return d, err
}

// Assets implements api.Fleet.
func (a *assets) Assets(ctx context.Context, site energy.SiteID, at time.Time) (api.Assets, error) {
	v := api.Assets{Site: site, At: at, Devices: []api.Device{}, Groups: []api.Belonging{}}
	if err := a.registry.KnowsSite(ctx, site); err != nil {
		return v, err
	}
	devices, err := a.registry.Devices(ctx, site, at)
	if err != nil {
		return v, err
	}
	for _, d := range devices {
		v.Devices = append(v.Devices, api.Device{ID: d.ID, Kind: string(d.Kind), Holds: holds(d.Fitted), Facts: facts(d.Facts)})
	}
	groups, err := a.registry.GroupsOf(ctx, site, at)
	if err != nil {
		return v, err
	}
	for _, b := range groups {
		v.Groups = append(v.Groups, api.Belonging{ID: string(b.Group.ID), Kind: string(b.Group.Kind), Holds: holds(b.Span)})
	}
	v.Limits, v.Binding, err = a.limits(ctx, asset.SiteNode(site), at)
	return v, err
}

func facts(said []asset.Fact) []api.Fact {
	all := []api.Fact{}
	for _, s := range asset.Settle(said) {
		f := api.Fact{Name: string(s.Name), Used: s.Value, Rule: string(s.Rule)}
		for _, one := range s.Said {
			f.Said = append(f.Said, api.Said{Source: one.Source, Value: one.Value, Stated: one.Stated.UTC()})
		}
		all = append(all, f)
	}
	return all
}

// limits returns those of a node itself, and of each name the tightest of those
// that it is under.
func (a *assets) limits(ctx context.Context, node asset.Node, at time.Time) (own, binding []api.Limit, err error) {
	own, binding = []api.Limit{}, []api.Limit{}
	over, err := a.registry.LimitsOver(ctx, node, at)
	for _, l := range over {
		if l.Node == node {
			own = append(own, limitView(l))
		}
	}
	for _, l := range asset.Effective(over) {
		binding = append(binding, limitView(l))
	}
	return own, binding, err
}

func limitView(l asset.Limit) api.Limit {
	return api.Limit{Name: string(l.Name), Value: l.Value, Node: api.Node{Kind: string(l.Node.Kind), ID: l.Node.ID}, Holds: holds(l.Span)}
}

func holds(s asset.Span) api.Holds {
	h := api.Holds{From: s.From.UTC()}
	if !s.Open() {
		to := s.To.UTC()
		h.To = &to
	}
	return h
}

// Forget implements api.Fleet.
func (a *assets) Forget(ctx context.Context, site energy.SiteID) error {
	return a.registry.ForgetPerson(ctx, site, time.Now())
}

// Import implements api.Fleet.
func (a *assets) Import(ctx context.Context, format api.FleetFormat, file io.Reader) (api.Imported, error) {
	done, err := a.registry.Import(ctx, sheet.Format(format), file, time.Now())
	if flaws := fleet.FlawsOf(err); flaws != nil {
		rows := make(api.BadRows, len(flaws))
		for i, f := range flaws {
			rows[i] = api.BadRow{Line: f.Line, Column: f.Column, Value: f.Value, Reason: f.Reason, Hint: f.Hint}
		}
		err = &fault.Error{Op: "import", Kind: fault.KindOf(err), Hint: fault.HintOf(err), Err: rows}
	}
	return api.Imported{Rows: done.Rows, Changed: done.Changed}, err
}

// Export implements api.Fleet.
func (a *assets) Export(ctx context.Context, format api.FleetFormat, people api.People, to io.Writer) error {
	scope := fleet.WithoutPeople
	if people == api.WithPeople {
		scope = fleet.WithPeople
	}
	return a.registry.Export(ctx, sheet.Format(format), to, scope)
}
