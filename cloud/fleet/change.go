package fleet

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Change is one line of the outbox: what was done to which subject.
type Change struct {
	Seq     int64 // strictly increasing, in the order of commits
	At      time.Time
	Kind    string // "site_added", "certificate_revoked", ...
	Subject string // the site, plant, fingerprint, or "plant/site"
}

// Changes returns at most limit changes past seq after, oldest first.
func (r *Registry) Changes(ctx context.Context, after int64, limit int) ([]Change, error) {
	const query = `SELECT seq, at, kind, subject FROM change WHERE seq > $1 ORDER BY seq LIMIT $2`
	return list(ctx, r.db, scanChange, query, after, limit)
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
func (r *Registry) commit(ctx context.Context, c Change, do func(*sql.Tx) error, remember func()) error {
	r.write.Lock()
	defer r.write.Unlock()
	err := r.transact(ctx, c, do)
	switch {
	case err == nil:
		r.seq++
		remember()
		return nil
	case errors.Is(err, errSame):
		return nil
	}
	if f := (*fault.Error)(nil); errors.As(err, &f) {
		return err
	}
	return &fault.Error{Op: "write registry: " + c.Kind, Subject: c.Subject, Err: err}
}

func (r *Registry) transact(ctx context.Context, c Change, do func(*sql.Tx) error) error {
	tx, err := r.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := do(tx); err != nil {
		return err
	}
	const insert = `INSERT INTO change (seq, at, kind, subject) VALUES ($1, $2, $3, $4)`
	if _, err := tx.ExecContext(ctx, insert, r.seq+1, c.At.UnixMilli(), c.Kind, c.Subject); err != nil {
		return err
	}
	return tx.Commit()
}

// list returns the rows of query, each read by scan.
func list[T any](ctx context.Context, db *sql.DB, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, &fault.Error{Op: "read registry", Err: err}
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, &fault.Error{Op: "read registry", Err: err}
		}
		all = append(all, one)
	}
	if err := rows.Err(); err != nil {
		return nil, &fault.Error{Op: "read registry", Err: err}
	}
	return all, nil
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
