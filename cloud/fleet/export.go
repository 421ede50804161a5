package fleet

import (
	"context"
	"database/sql"
	"io"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/sheet"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/store"
)

// Scope is how much an export tells.
type Scope int

// The scopes. The zero value leaves people out.
const (
	WithoutPeople Scope = iota
	WithPeople
)

// writer takes the rows of an export.
type writer interface {
	Write(*sheet.Row) error
	Close() error
}

// Export writes the registry as it is, in the form that Import takes: sites,
// groups, relations, devices, facts and limits with the times they hold, and
// people where scope says so. Certificates and targets are not of it.
func (r *Registry) Export(ctx context.Context, format sheet.Format, to io.Writer, scope Scope) error {
	tx, err := r.store.Reads().BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return store.Fault("export", "", err)
	}
	defer tx.Rollback()
	var out writer = sheet.NewCSVWriter(to)
	if format == sheet.JSON {
		out = sheet.NewJSONWriter(to)
	}
	for _, part := range exports(scope) {
		if err := part.export(ctx, tx, out); err != nil {
			return err
		}
	}
	return out.Close()
}

// export is one table as rows: its query has one value for each column, texts
// and times, NULL for none.
type export struct {
	record  string
	columns []sheet.Column
	query   string
}

func exports(scope Scope) []export {
	c := func(all ...sheet.Column) []sheet.Column { return all }
	all := []export{
		{"site", c(sheet.Site, sheet.From), `SELECT id, added FROM site ORDER BY id`},
		{"group", c(sheet.Group, sheet.Kind, sheet.From), `SELECT id, kind, added FROM fleet_group ORDER BY id`},
		{"part", c(sheet.Group, sheet.Part, sheet.From, sheet.To), `SELECT parent, child, valid_from, valid_to FROM part ORDER BY parent, child, valid_from`},
		{"member", c(sheet.Group, sheet.Site, sheet.From, sheet.To), `SELECT group_id, site, valid_from, valid_to FROM member ORDER BY group_id, site, valid_from`},
		{"device", c(sheet.Site, sheet.Device, sheet.Kind, sheet.From, sheet.To), `SELECT site, id, kind, valid_from, valid_to FROM device ORDER BY site, id, valid_from`},
		{"fact", c(sheet.Site, sheet.Device, sheet.From, sheet.Name, sheet.Value, sheet.Source, sheet.Stated),
			`SELECT site, device, valid_from, name, value, source, stated FROM fact ORDER BY site, device, valid_from, name, source`},
		{"limit", c(sheet.Site, sheet.Name, sheet.Value, sheet.From, sheet.To),
			`SELECT node, name, value, valid_from, valid_to FROM node_limit WHERE node_kind = 'site' ORDER BY node, name, valid_from`},
		{"limit", c(sheet.Group, sheet.Name, sheet.Value, sheet.From, sheet.To),
			`SELECT node, name, value, valid_from, valid_to FROM node_limit WHERE node_kind = 'group' ORDER BY node, name, valid_from`},
	}
	if scope != WithPeople {
		return all
	}
	for _, detail := range []string{"name", "email", "phone", "address"} {
		all = append(all, export{"person", c(sheet.Site, sheet.Name, sheet.Value), `SELECT site, '` + detail + `', ` + detail + ` FROM person WHERE ` + detail + ` <> '' ORDER BY site`})
	}
	return all
}

func (e *export) export(ctx context.Context, tx *sql.Tx, out writer) error {
	row := sheet.Row{}
	row.Cells[sheet.Record] = e.record
	values := make([]any, len(e.columns))
	into := make([]any, len(e.columns))
	for i := range values {
		into[i] = &values[i]
	}
	return each(ctx, tx, func(rows *sql.Rows) error {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i, column := range e.columns {
			row.Cells[column] = cell(values[i])
		}
		return out.Write(&row)
	}, e.query)
}
