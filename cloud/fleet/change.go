package fleet

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/store"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// ChangeKind is what was done.
type ChangeKind string

// The kinds of change.
const (
	SiteAdded           ChangeKind = "site_added"           // of a site
	GroupAdded          ChangeKind = "group_added"          // of a group
	GroupJoined         ChangeKind = "group_joined"         // of group/site
	GroupLeft           ChangeKind = "group_left"           // of group/site
	GroupNested         ChangeKind = "group_nested"         // of parent/child
	GroupUnnested       ChangeKind = "group_unnested"       // of parent/child
	DeviceFitted        ChangeKind = "device_fitted"        // of site/device
	DeviceRemoved       ChangeKind = "device_removed"       // of site/device
	FactStated          ChangeKind = "fact_stated"          // of site/device
	LimitSet            ChangeKind = "limit_set"            // of site/id or group/id
	LimitEnded          ChangeKind = "limit_ended"          // of site/id or group/id
	PersonSet           ChangeKind = "person_set"           // of a site
	PersonForgotten     ChangeKind = "person_forgotten"     // of a site
	CertificateRecorded ChangeKind = "certificate_recorded" // of a fingerprint
	CertificateRevoked  ChangeKind = "certificate_revoked"  // of a fingerprint
	TargetSet           ChangeKind = "target_set"           // of a plant
	TargetCleared       ChangeKind = "target_cleared"       // of a plant
	FleetImported       ChangeKind = "fleet_imported"       // of so much that who follows reads all again
)

// Change is one line of the outbox: what was done to which subject. Who wants to
// know more reads the subject again.
type Change struct {
	Seq     int64 // strictly increasing, in the order of commits
	At      time.Time
	Kind    ChangeKind
	Subject string
}

// newest is the number of the last change.
const newest = `SELECT COALESCE(MAX(seq), 0) FROM change`

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

// write is one transaction and what is done around it.
type write struct {
	op, subject string
	begin       func(context.Context) (*store.Tx, error)
	do          func(*store.Tx) ([]Change, error)
	remember    func() // brings memory up to date before the next write begins
}

// commit runs do and the line of the outbox in one transaction, then remember.
func (r *Registry) commit(ctx context.Context, c Change, do func(*store.Tx) error, remember func()) error {
	all := func(tx *store.Tx) ([]Change, error) { return []Change{c}, do(tx) }
	return r.commitAll(ctx, write{"write registry: " + string(c.Kind), c.Subject, r.store.Begin, all, remember})
}

// commitAll is commit for a transaction of many changes.
func (r *Registry) commitAll(ctx context.Context, w write) error {
	r.write.Lock()
	defer r.write.Unlock()
	return r.commitHeld(ctx, w)
}

// commitHeld is commitAll for a caller who is the one writer already.
func (r *Registry) commitHeld(ctx context.Context, w write) error {
	err := r.transact(ctx, w.begin, w.do)
	switch {
	case err == nil:
		w.remember()
		r.learned.Store(r.seq)
		r.wake.all()
		return nil
	case errors.Is(err, errSame):
		return nil
	case errors.Is(err, errMoved):
		return err
	}
	return store.Fault(w.op, w.subject, err)
}

// transact commits what do writes, and its changes.
func (r *Registry) transact(ctx context.Context, begin func(context.Context) (*store.Tx, error), do func(*store.Tx) ([]Change, error)) error {
	if r.unsure {
		if err := r.load(ctx); err != nil {
			return err
		}
		r.unsure = false
	}
	tx, err := begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	changes, err := do(tx)
	if err != nil {
		return err
	}
	after, err := r.tell(ctx, tx, changes)
	if err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		r.unsure = true
		return &fault.Error{Op: "commit", Kind: fault.Unknown, Hint: "read whether it was done, then try again", Err: err}
	}
	r.seq += int64(len(changes))
	r.count(after)
	return nil
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

// reads is how often a question is asked whose connection turns out to be gone: as
// many as the pool keeps idle, and a new one.
const reads = 3

// each hands the rows of query to do.
func each(ctx context.Context, from querier, do func(*sql.Rows) error, query string, args ...any) error {
	rows, err := from.QueryContext(ctx, query, args...)
	for again := 1; again < reads && store.Lost(err); again++ {
		rows, err = from.QueryContext(ctx, query, args...)
	}
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
