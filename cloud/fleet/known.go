package fleet

import (
	"context"
	"database/sql"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// known is what the registry has of what a plan speaks of.
type known struct {
	sites   map[energy.SiteID]int64
	groups  map[GroupID]Kind
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
)

// read returns what from has that p speaks of.
func (p *plan) read(ctx context.Context, from querier) (k known, err error) {
	k = known{sites: map[energy.SiteID]int64{}, groups: map[GroupID]Kind{}, facts: map[factKey]told{}, people: map[energy.SiteID]Person{}}
	if err = each(ctx, from, k.scanSite, `SELECT id, added FROM site`); err != nil {
		return k, err
	}
	if err = each(ctx, from, k.scanGroup, `SELECT id, kind FROM fleet_group`); err != nil {
		return k, err
	}
	for _, table := range []struct {
		wanted bool
		query  string
		into   *[]held
	}{
		{len(p.members) > 0, heldMembers, &k.members}, {len(p.parts) > 0, heldParts, &k.parts},
		{len(p.devices)+len(p.facts) > 0, heldDevices, &k.devices},
	} {
		if table.wanted {
			if *table.into, err = list(ctx, from, scanHeld, table.query); err != nil {
				return k, err
			}
		}
	}
	return k, k.readRest(ctx, from, p)
}

func (k *known) readRest(ctx context.Context, from querier, p *plan) error {
	if len(p.limits) > 0 {
		all, err := list(ctx, from, scanLimit, limits)
		if err != nil {
			return err
		}
		for _, l := range all {
			k.limits = append(k.limits, l.held())
		}
	}
	if len(p.facts) > 0 {
		if err := each(ctx, from, k.scanFact, `SELECT site, device, valid_from, name, source, value, stated FROM fact`); err != nil {
			return err
		}
	}
	if len(p.people) > 0 {
		all, err := list(ctx, from, scanPerson, people)
		for _, one := range all {
			k.people[one.site] = one.person
		}
		return err
	}
	return nil
}

// held returns the limit as a row with a span.
func (l *Limit) held() held {
	h := held{a: string(l.Node.Kind), b: l.Node.ID, c: string(l.Name), said: number64(l.Value)}
	h.from, h.to = l.Span.bounds()
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
	var id GroupID
	var kind Kind
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
	if h.to = forever; to.Valid {
		h.to = to.Int64
	}
	return h, err
}
