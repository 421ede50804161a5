package fleet

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/store"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Nest puts child into parent from at on. One that is in it stays so. It fails
// as NotFound if either is unknown, and as Conflict where the parent would come
// to be inside itself, naming the path, or where a nesting that ends, or begins,
// after at is written.
func (r *Registry) Nest(ctx context.Context, parent, child asset.GroupID, at time.Time) error {
	at = at.Truncate(time.Millisecond)
	part := asset.Part{Parent: parent, Child: child, Span: asset.Span{From: at}}
	subject := string(parent) + "/" + string(child)
	do := func(tx *store.Tx) error {
		if err := errors.Join(mustExist(ctx, tx, "group", string(parent)), mustExist(ctx, tx, "group", string(child))); err != nil {
			return err
		}
		parts, err := list(ctx, tx, scanPart, `SELECT parent, child, valid_from, valid_to FROM part`)
		if err != nil {
			return err
		}
		for _, p := range parts {
			if p.Parent == parent && p.Child == child {
				if err := admits([]asset.Span{p.Span}, at); err != nil {
					return conflict("nest group", subject, err)
				}
			}
		}
		if path := asset.Circle(append(parts, part)); path != nil {
			return &fault.Error{Op: "nest group", Kind: fault.Conflict, Subject: subject, Err: errors.New(path.String()), Hint: "a group cannot be inside itself: end one of these first"}
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO part (parent, child, valid_from) VALUES ($1, $2, $3)`, string(parent), string(child), at.UnixMilli())
		return err
	}
	h := held{a: string(parent), b: string(child), from: at.UnixMilli(), to: asset.Forever}
	return r.commit(ctx, Change{At: at, Kind: GroupNested, Subject: subject}, do, r.learn(func(x *roster) { x.nest(&h) }))
}

// Unnest takes child out of parent at at. It fails as NotFound if it is not in
// it, and as Invalid if it came into it only at or after at.
func (r *Registry) Unnest(ctx context.Context, parent, child asset.GroupID, at time.Time) error {
	at = at.Truncate(time.Millisecond)
	subject := string(parent) + "/" + string(child)
	h := held{a: string(parent), b: string(child), to: at.UnixMilli()}
	do := func(tx *store.Tx) error {
		const open = `parent = $1 AND child = $2 AND valid_to IS NULL`
		spans, err := list(ctx, tx, scanSpan, `SELECT valid_from, valid_to FROM part WHERE `+open, string(parent), string(child))
		switch {
		case err != nil:
			return err
		case len(spans) == 0:
			return &fault.Error{Op: "take group out", Kind: fault.NotFound, Subject: subject, Err: errors.New("not in it")}
		case !at.After(spans[0].From):
			return &fault.Error{Op: "take group out", Kind: fault.Invalid, Subject: subject, Err: errors.New("it is in it only " + spans[0].String()), Hint: "take it out after that"}
		}
		h.from = spans[0].From.UnixMilli()
		_, err = tx.ExecContext(ctx, `UPDATE part SET valid_to = $3 WHERE `+open, string(parent), string(child), at.UnixMilli())
		return err
	}
	return r.commit(ctx, Change{At: at, Kind: GroupUnnested, Subject: subject}, do, r.learn(func(x *roster) { x.nest(&h) }))
}

// Parts returns which group is in which at at, by name.
func (r *Registry) Parts(ctx context.Context, at time.Time) ([]asset.Part, error) {
	parts, err := list(ctx, r.store.Reads(), scanPart, `SELECT parent, child, valid_from, valid_to FROM part WHERE `+holding, at.UnixMilli())
	slices.SortFunc(parts, func(a, b asset.Part) int {
		return strings.Compare(string(a.Parent)+"/"+string(a.Child), string(b.Parent)+"/"+string(b.Child))
	})
	return parts, err
}

func scanPart(rows *sql.Rows) (p asset.Part, err error) {
	var from int64
	var to *int64
	err = rows.Scan(&p.Parent, &p.Child, &from, &to)
	p.Span = asset.SpanOf(from, to)
	return p, err
}
