package fleet

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/store"
)

var siteTable = store.Table[Site]{Name: "site", Columns: []string{"id", "added"}, Key: 1, Row: func(v []any, s Site) []any {
	return append(v, string(s.ID), s.Added.UnixMilli())
}}

var groupTable = store.Table[asset.Group]{Name: "fleet_group", Columns: []string{"id", "kind", "added"}, Key: 1, Row: func(v []any, g asset.Group) []any {
	return append(v, string(g.ID), string(g.Kind), g.Added.UnixMilli())
}}

var deviceTable = store.Table[held]{
	Name: "device", Columns: []string{"site", "id", "valid_from", "kind", "valid_to"}, Key: 3,
	Row: func(v []any, h held) []any { return append(v, h.a, h.b, h.from, h.said, end(h.to)) },
}

var factTable = store.Table[statedFact]{
	Name: "fact", Columns: []string{"site", "device", "valid_from", "name", "source", "value", "stated"}, Key: 5,
	Row: func(v []any, f statedFact) []any {
		return append(v, f.key.site, f.key.device, f.key.fitted, string(f.key.name), f.key.source, f.told.value, f.told.stated)
	},
}

// pairs is the table of a relation.
func pairs(name, a, b string) store.Table[held] {
	return store.Table[held]{Name: name, Columns: []string{a, b, "valid_from", "valid_to"}, Key: 3, Row: func(v []any, h held) []any {
		return append(v, h.a, h.b, h.from, end(h.to))
	}}
}

var (
	memberTable = pairs("member", "group_id", "site")
	partTable   = pairs("part", "parent", "child")
)

// sink is where new rows go: where many wait to be moved, or else at once.
type sink struct {
	bulk *store.Bulk
	tx   *store.Tx
}

func put[T any](ctx context.Context, to sink, t store.Table[T], rows []T) error {
	if to.bulk != nil {
		return store.Put(ctx, to.bulk, t, rows)
	}
	return store.Write(ctx, to.tx, t, rows)
}

// add puts the rows that are new, what others rest on first. People are not among
// them: they are never put anywhere but in their table.
func (w *writes) add(ctx context.Context, to sink) error {
	return errors.Join(
		put(ctx, to, siteTable, w.sites),
		put(ctx, to, groupTable, w.groups),
		put(ctx, to, memberTable, fresh(w.members, replaces)),
		put(ctx, to, partTable, fresh(w.parts, replaces)),
		put(ctx, to, deviceTable, fresh(w.devices, replaces)),
		put(ctx, to, factTable, fresh(w.facts, restates)),
		put(ctx, to, limitTable, limitsOf(fresh(w.limits, replaces))),
	)
}

// replace writes the rows that take the place of others, and people.
func (w *writes) replace(ctx context.Context, tx *store.Tx) error {
	return errors.Join(
		store.Write(ctx, tx, memberTable, stale(w.members, replaces)),
		store.Write(ctx, tx, partTable, stale(w.parts, replaces)),
		store.Write(ctx, tx, deviceTable, stale(w.devices, replaces)),
		store.Write(ctx, tx, factTable, stale(w.facts, restates)),
		store.Write(ctx, tx, limitTable, limitsOf(stale(w.limits, replaces))),
		store.Write(ctx, tx, personTable, w.people),
	)
}

func replaces(h held) bool       { return h.replaces }
func restates(f statedFact) bool { return f.replaces }

func fresh[T any](rows []T, replaces func(T) bool) []T {
	if !slices.ContainsFunc(rows, replaces) {
		return rows
	}
	return slices.DeleteFunc(slices.Clone(rows), replaces)
}

func stale[T any](rows []T, replaces func(T) bool) []T {
	if !slices.ContainsFunc(rows, replaces) {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(rows), func(row T) bool { return !replaces(row) })
}

func limitsOf(rows []held) []asset.Limit {
	all := make([]asset.Limit, len(rows))
	for i := range rows {
		l := &rows[i]
		all[i] = asset.Limit{Node: asset.Node{Kind: asset.NodeKind(l.a), ID: l.b}, Name: asset.LimitName(l.c), Value: numberOf(l.said), Span: l.span()}
	}
	return all
}

// end returns the value of a column for a span's end.
func end(to int64) any {
	if to == asset.Forever {
		return nil
	}
	return to
}

// numberOf returns a number as number64 wrote it.
func numberOf(s string) float64 {
	v, _ := strconv.ParseFloat(s, 64)
	return v
}
