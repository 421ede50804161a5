package server

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Participation implements api.Enrolments.
func (p *programmes) Participation(site energy.SiteID) (api.Participation, error) {
	v := api.Participation{Enrolments: []api.Enrolment{}, OptOuts: []api.OptOut{}}
	if !p.road.registry.HasSite(site) {
		return v, &fault.Error{Op: "find site", Kind: fault.NotFound, Subject: string(site), Hint: "hearthctl site list shows the homes"}
	}
	for _, n := range p.desk.Enrolments(site) {
		v.Enrolments = append(v.Enrolments, api.Enrolment{Programme: string(n.Programme), Site: n.Site, From: n.From, To: n.To, Power: n.Power, Reserve: n.Reserve})
	}
	for _, o := range p.desk.OptOuts(site) {
		v.OptOuts = append(v.OptOuts, api.OptOut{Site: o.Site, Programme: string(o.Programme), From: o.From, To: o.To})
	}
	return v, nil
}

// Enrol implements api.Enrolments.
func (p *programmes) Enrol(ctx context.Context, id string, e api.EnrolRequest, by api.Person) (int, error) {
	now := p.clock()
	sites, err := p.named(ctx, e, now)
	if err != nil {
		return 0, err
	}
	if e.From.IsZero() {
		e.From = now
	}
	list := make([]programme.Enrolment, len(sites))
	for i, site := range sites {
		list[i] = programme.Enrolment{Programme: programme.ID(id), Site: site, From: e.From, To: e.To, Power: e.Power, Reserve: e.Reserve}
	}
	return len(list), p.desk.Enrol(list, programme.Person(by), now)
}

// named returns the homes that a request names, each of them or by their group.
func (p *programmes) named(ctx context.Context, e api.EnrolRequest, now time.Time) ([]energy.SiteID, error) {
	bad := func(kind fault.Kind, subject, hint string, err error) error {
		return &fault.Error{Op: "enrol", Kind: kind, Subject: subject, Hint: hint, Err: err}
	}
	sites := slices.Clone(e.Sites)
	switch {
	case (e.Group == "") == (len(e.Sites) == 0):
		return nil, bad(fault.Invalid, "", "give sites or a group", errors.New("it names neither, or both"))
	case e.Group != "":
		if _, err := p.road.registry.Group(ctx, asset.GroupID(e.Group)); err != nil {
			return nil, err
		}
		var err error
		if sites, err = p.road.registry.Below(ctx, asset.GroupID(e.Group), now); err != nil || len(sites) == 0 {
			return nil, errors.Join(err, bad(fault.NotFound, e.Group, "put homes into it", errors.New("no home is in it")))
		}
	}
	for _, site := range sites {
		if err := p.known("enrol", site); err != nil {
			return nil, err
		}
	}
	return sites, nil
}

// known fails as NotFound where there is no such home.
func (p *programmes) known(op string, site energy.SiteID) error {
	if p.road.registry.HasSite(site) {
		return nil
	}
	return &fault.Error{Op: op, Kind: fault.NotFound, Subject: string(site), Hint: "hearthctl site list shows the homes"}
}

// Withdraw implements api.Enrolments.
func (p *programmes) Withdraw(id string, site energy.SiteID, by api.Person) error {
	defer p.look()
	now := p.clock()
	return p.desk.Leave(programme.ID(id), site, now, programme.Person(by), now)
}

// OptOut implements api.Enrolments: it holds from the next tick on, which is now.
func (p *programmes) OptOut(o api.OptOut, by api.Person) error {
	if err := p.known("opt out", o.Site); err != nil {
		return err
	}
	defer p.look()
	return p.desk.OptOut(programme.OptOut{Site: o.Site, Programme: programme.ID(o.Programme), From: o.From, To: o.To}, programme.Person(by), p.clock())
}

// OptIn implements api.Enrolments.
func (p *programmes) OptIn(site energy.SiteID, id string, by api.Person) error {
	if err := p.known("opt in", site); err != nil {
		return err
	}
	return p.desk.OptIn(programme.ID(id), site, programme.Person(by), p.clock())
}
