package fleet

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/store"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Change is one line of the outbox: what was done to which subject. Who wants to
// know more reads the subject again.
type Change struct {
	Seq     int64 // strictly increasing, in the order of commits
	At      time.Time
	Kind    string // "site_added", "certificate_revoked", ...
	Subject string // the site, group, fingerprint, or "group/site"
}

// Changes returns at most limit changes past seq after, oldest first.
func (r *Registry) Changes(ctx context.Context, after int64, limit int) ([]Change, error) {
	const query = `SELECT seq, at, kind, subject FROM change WHERE seq > $1 ORDER BY seq LIMIT $2`
	return list(ctx, r.store.Reads(), scanChange, query, after, limit)
}

func scanChange(rows *sql.Rows) (c Change, err error) {
	var at int64
	err = rows.Scan(&c.Seq, &at, &c.Kind, &c.Subject)
	c.At = time.UnixMilli(at)
	return c, err
}

// errSame ends a transaction that finds its fact already there: nothing to
// write, nothing to tell.
var errSame = errors.New("already so")

// commit runs do and the line of the outbox in one transaction, then remember,
// which brings memory up to date before the next write begins.
func (r *Registry) commit(ctx context.Context, c Change, do func(*store.Tx) error, remember func()) error {
	all := func(tx *store.Tx) ([]Change, error) { return []Change{c}, do(tx) }
	return r.commitAll(ctx, "write registry: "+c.Kind, c.Subject, all, remember)
}

// commitAll is commit for a transaction of many changes.
func (r *Registry) commitAll(ctx context.Context, op, subject string, do func(*store.Tx) ([]Change, error), remember func()) error {
	r.write.Lock()
	defer r.write.Unlock()
	written, err := r.transact(ctx, do)
	switch {
	case err == nil:
		r.seq += int64(written)
		remember()
		r.wake.all()
		return nil
	case errors.Is(err, errSame):
		return nil
	}
	return store.Fault(op, subject, err)
}

// transact returns how many changes it committed.
func (r *Registry) transact(ctx context.Context, do func(*store.Tx) ([]Change, error)) (int, error) {
	if r.unsure {
		if err := r.load(ctx); err != nil {
			return 0, err
		}
		r.unsure = false
	}
	tx, err := r.store.Begin(ctx)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	changes, err := do(tx)
	if err != nil {
		return 0, err
	}
	if err := r.tell(ctx, tx, changes); err != nil {
		return 0, err
	}
	if err := tx.Commit(); err != nil {
		r.unsure = true
		return 0, &fault.Error{Op: "commit", Kind: fault.Unknown, Hint: "read whether it was done, then try again", Err: err}
	}
	return len(changes), nil
}

// tell writes changes into the outbox, numbered on from the last.
func (r *Registry) tell(ctx context.Context, tx *store.Tx, changes []Change) error {
	for i := range changes {
		changes[i].Seq = r.seq + 1 + int64(i)
	}
	return store.Write(ctx, tx, store.Table[Change]{
		Name: "change", Columns: []string{"seq", "at", "kind", "subject"},
		Row: func(v []any, c Change) []any { return append(v, c.Seq, c.At.UnixMilli(), c.Kind, c.Subject) },
	}, changes)
}

// querier is a database or a transaction in it.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// list returns the rows of query, each read by scan.
func list[T any](ctx context.Context, from querier, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	var all []T
	err := each(ctx, from, func(rows *sql.Rows) error {
		one, err := scan(rows)
		all = append(all, one)
		return err
	}, query, args...)
	return all, err
}

// each hands the rows of query to do.
func each(ctx context.Context, from querier, do func(*sql.Rows) error, query string, args ...any) error {
	rows, err := from.QueryContext(ctx, query, args...)
	if err != nil {
		return store.Fault("read registry", "", err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := do(rows); err != nil {
			return store.Fault("read registry", "", err)
		}
	}
	if err := rows.Err(); err != nil {
		return store.Fault("read registry", "", err)
	}
	return nil
}

// changed returns errSame if a write found nothing to do.
func changed(result sql.Result, err error) error {
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n > 0 {
		return err
	}
	return errSame
}
