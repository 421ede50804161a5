package fleet

import (
	"context"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/store"
)

// write writes all that an import changes, what others rest on first.
func (w *writes) write(ctx context.Context, tx *store.Tx) error {
	site := store.Table[Site]{Name: "site", Columns: []string{"id", "added"}, Row: func(v []any, s Site) []any {
		return append(v, string(s.ID), s.Added.UnixMilli())
	}}
	if err := store.Write(ctx, tx, site, w.sites); err != nil {
		return err
	}
	group := store.Table[Group]{Name: "fleet_group", Columns: []string{"id", "kind", "added"}, Row: func(v []any, g Group) []any {
		return append(v, string(g.ID), string(g.Kind), g.Added.UnixMilli())
	}}
	if err := store.Write(ctx, tx, group, w.groups); err != nil {
		return err
	}
	if err := store.Write(ctx, tx, pairs("member", "group_id", "site"), w.members); err != nil {
		return err
	}
	if err := store.Write(ctx, tx, pairs("part", "parent", "child"), w.parts); err != nil {
		return err
	}
	return w.writeAssets(ctx, tx)
}

// pairs is the table of a relation.
func pairs(name, a, b string) store.Table[held] {
	return store.Table[held]{Name: name, Columns: []string{a, b, "valid_from", "valid_to"}, Key: 3, Row: func(v []any, h held) []any {
		return append(v, h.a, h.b, h.from, end(h.to))
	}}
}

func (w *writes) writeAssets(ctx context.Context, tx *store.Tx) error {
	device := store.Table[held]{
		Name: "device", Columns: []string{"site", "id", "valid_from", "kind", "valid_to"}, Key: 3,
		Row: func(v []any, h held) []any { return append(v, h.a, h.b, h.from, h.said, end(h.to)) },
	}
	if err := store.Write(ctx, tx, device, w.devices); err != nil {
		return err
	}
	fact := store.Table[statedFact]{
		Name: "fact", Columns: []string{"site", "device", "valid_from", "name", "source", "value", "stated"}, Key: 5,
		Row: func(v []any, f statedFact) []any {
			return append(v, f.key.site, f.key.device, f.key.fitted, string(f.key.name), f.key.source, f.told.value, f.told.stated)
		},
	}
	if err := store.Write(ctx, tx, fact, w.facts); err != nil {
		return err
	}

	all := make([]Limit, len(w.limits))
	for i := range w.limits {
		l := &w.limits[i]
		all[i] = Limit{Node: Node{NodeKind(l.a), l.b}, Name: LimitName(l.c), Value: number(l.said), Span: l.span()}
	}
	if err := store.Write(ctx, tx, limitTable, all); err != nil {
		return err
	}
	return store.Write(ctx, tx, personTable, w.people)
}
