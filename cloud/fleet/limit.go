package fleet

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/store"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// SetLimit sets a limit from at on; the one of the same name that holds until
// then ends. The same limit again changes nothing. It fails as Invalid for what
// cannot be a limit, as NotFound for an unknown node, and as Conflict where one
// is written that begins at or after at, or ends after it.
func (r *Registry) SetLimit(ctx context.Context, node asset.Node, name asset.LimitName, value float64, at time.Time) error {
	at = at.Truncate(time.Millisecond)
	l := asset.Limit{Node: node, Name: name, Value: value, Span: asset.Span{From: at}}
	if column, err := l.Check(); err != nil {
		return &fault.Error{Op: "set limit", Kind: fault.Invalid, Subject: node.ID, Err: fmt.Errorf("%s: %w", column, err)}
	}
	do := func(tx *store.Tx) error {
		if err := mustExist(ctx, tx, string(node.Kind), node.ID); err != nil {
			return err
		}
		held, err := list(ctx, tx, scanLimit, limits+` WHERE node_kind = $1 AND node = $2 AND name = $3`, string(node.Kind), node.ID, string(name))
		if err != nil {
			return err
		}
		changed, err := supersede(held, l)
		if err != nil {
			return conflict("set limit", node.ID, err)
		}
		return store.Write(ctx, tx, limitTable, changed)
	}
	return r.commit(ctx, Change{At: at, Kind: LimitSet, Subject: string(node.Kind) + "/" + node.ID}, do, func() {})
}

// supersede returns what is to be written so that l holds from its begin on.
func supersede(held []asset.Limit, l asset.Limit) ([]asset.Limit, error) {
	write := []asset.Limit{l}
	for _, h := range held {
		switch {
		case !h.Span.Open() && !l.Span.From.Before(h.Span.To):
		case h.Span.Open() && h.Span.Holds(l.Span.From) && h.Value == l.Value:
			return nil, errSame
		case h.Span.Open() && h.Span.From.Before(l.Span.From):
			h.Span.To = l.Span.From
			write = append(write, h)
		default:
			return nil, fmt.Errorf("a limit is written %v", h.Span)
		}
	}
	return write, nil
}

// EndLimit ends a limit at at. It fails as NotFound if none holds, and as Invalid
// if it began only at or after at.
func (r *Registry) EndLimit(ctx context.Context, node asset.Node, name asset.LimitName, at time.Time) error {
	at = at.Truncate(time.Millisecond)
	do := func(tx *store.Tx) error {
		held, err := list(ctx, tx, scanLimit, limits+` WHERE node_kind = $1 AND node = $2 AND name = $3 AND valid_to IS NULL`, string(node.Kind), node.ID, string(name))
		switch {
		case err != nil:
			return err
		case len(held) == 0:
			return &fault.Error{Op: "end limit", Kind: fault.NotFound, Subject: node.ID, Err: fmt.Errorf("no %s holds", name)}
		case !at.After(held[0].Span.From):
			return &fault.Error{Op: "end limit", Kind: fault.Invalid, Subject: node.ID, Err: fmt.Errorf("it holds only %v", held[0].Span), Hint: "end it after that"}
		}
		held[0].Span.To = at
		return store.Write(ctx, tx, limitTable, held)
	}
	return r.commit(ctx, Change{At: at, Kind: LimitEnded, Subject: string(node.Kind) + "/" + node.ID}, do, func() {})
}

// Limits returns the limits that a node itself has at at, by name.
func (r *Registry) Limits(ctx context.Context, node asset.Node, at time.Time) ([]asset.Limit, error) {
	found, err := list(ctx, r.store.Reads(), scanLimit, limits+` WHERE node_kind = $2 AND node = $3 AND `+holding, at.UnixMilli(), string(node.Kind), node.ID)
	slices.SortFunc(found, func(a, b asset.Limit) int { return strings.Compare(string(a.Name), string(b.Name)) })
	return found, err
}

const limits = `SELECT node_kind, node, name, value, valid_from, valid_to FROM node_limit`

var limitTable = store.Table[asset.Limit]{
	Name: "node_limit", Columns: []string{"node_kind", "node", "name", "valid_from", "value", "valid_to"}, Key: 4,
	Row: func(v []any, l asset.Limit) []any {
		from, to := l.Span.Bounds()
		return append(v, string(l.Node.Kind), l.Node.ID, string(l.Name), from, l.Value, end(to))
	},
}

func scanLimit(rows *sql.Rows) (l asset.Limit, err error) {
	var from int64
	var to *int64
	err = rows.Scan(&l.Node.Kind, &l.Node.ID, &l.Name, &l.Value, &from, &to)
	l.Span = asset.SpanOf(from, to)
	return l, err
}

// GroupLimits returns the limits of groups that hold at at or are written to begin
// later, by group, name and begin: all that changes with time until somebody writes.
func (r *Registry) GroupLimits(ctx context.Context, at time.Time) ([]asset.Limit, error) {
	found, err := list(ctx, r.store.Reads(), scanLimit, limits+` WHERE node_kind = 'group' AND (valid_to IS NULL OR valid_to > $1)`, at.UnixMilli())
	slices.SortFunc(found, func(a, b asset.Limit) int {
		return cmp.Or(cmp.Compare(a.Node.ID, b.Node.ID), cmp.Compare(a.Name, b.Name), a.Span.From.Compare(b.Span.From))
	})
	return found, err
}
