package fleet

import (
	"context"
	"database/sql"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// known is what the registry has of what a plan speaks of.
type known struct {
	sites   map[energy.SiteID]int64
	groups  map[asset.GroupID]asset.Kind
	members []held
	parts   []held
	devices []held
	limits  []held
	facts   map[factKey]told
	people  map[energy.SiteID]Person
}

// The queries of rows with a span: a, b, c, what is said, from, to.
const (
	heldMembers = `SELECT group_id, site, '', '', valid_from, valid_to FROM member`
	heldParts   = `SELECT parent, child, '', '', valid_from, valid_to FROM part`
	heldDevices = `SELECT site, id, '', kind, valid_from, valid_to FROM device`
	heldFacts   = `SELECT site, device, valid_from, name, source, value, stated FROM fact`
)

// read returns what from has that p speaks of. Of groups in groups all are read: whether
// one is inside itself cannot be told by a part of them.
func (p *plan) read(ctx context.Context, from querier) (k known, err error) {
	k = known{sites: map[energy.SiteID]int64{}, groups: map[asset.GroupID]asset.Kind{}, facts: map[factKey]told{}, people: map[energy.SiteID]Person{}}
	n := p.names()
	var limited []asset.Limit
	var residents []resident
	for _, table := range []struct {
		wanted        bool
		query, column string
		ids           []string
		do            func(*sql.Rows) error
	}{
		{true, `SELECT id, added FROM site`, "id", n.sites, k.scanSite},
		{true, `SELECT id, kind FROM fleet_group`, "id", n.groups, k.scanGroup},
		{len(p.members) > 0, heldMembers, "site", n.sites, adding(&k.members, scanHeld)},
		{len(p.devices)+len(p.facts) > 0, heldDevices, "site", n.sites, adding(&k.devices, scanHeld)},
		{len(p.limits) > 0, limits, "node", n.nodes(), adding(&limited, scanLimit)},
		{len(p.facts) > 0, heldFacts, "site", n.sites, k.scanFact},
		{len(p.people) > 0, people, "site", n.sites, adding(&residents, scanPerson)},
	} {
		if table.wanted {
			if err := n.each(ctx, from, table.do, table.query, table.column, table.ids); err != nil {
				return k, err
			}
		}
	}
	for i := range limited {
		k.limits = append(k.limits, heldOf(&limited[i]))
	}
	for _, one := range residents {
		k.people[one.site] = one.person
	}
	if len(p.parts) > 0 {
		k.parts, err = list(ctx, from, scanHeld, heldParts)
	}
	return k, err
}

// heldOf returns the limit as a row with a span.
func heldOf(l *asset.Limit) held {
	h := held{a: string(l.Node.Kind), b: l.Node.ID, c: string(l.Name), said: number64(l.Value)}
	h.from, h.to = l.Span.Bounds()
	return h
}

func (k *known) scanSite(rows *sql.Rows) error {
	var id energy.SiteID
	var added int64
	err := rows.Scan(&id, &added)
	k.sites[id] = added
	return err
}

func (k *known) scanGroup(rows *sql.Rows) error {
	var id asset.GroupID
	var kind asset.Kind
	err := rows.Scan(&id, &kind)
	k.groups[id] = kind
	return err
}

func (k *known) scanFact(rows *sql.Rows) error {
	var f factKey
	var t told
	err := rows.Scan(&f.site, &f.device, &f.fitted, &f.name, &f.source, &t.value, &t.stated)
	k.facts[f] = t
	return err
}

func scanHeld(rows *sql.Rows) (h held, err error) {
	var to sql.NullInt64
	err = rows.Scan(&h.a, &h.b, &h.c, &h.said, &h.from, &to)
	if h.to = asset.Forever; to.Valid {
		h.to = to.Int64
	}
	return h, err
}
