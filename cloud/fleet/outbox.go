package fleet

import (
	"context"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/store"
)

// pruned is how many changes are let go at a time at most, so that no other write
// waits long.
const pruned = 10_000

// Outbox counts what is in the outbox.
type Outbox struct {
	Changes int64 // kept
	Behind  int64 // those of them that the slowest consumer has not done with, as of when one last told
	Pruned  int64 // let go since the registry was opened
	Cut     int64 // of those, before every consumer had done with them
}

// Outbox returns the counts as of the last write, without a wait for the next.
func (r *Registry) Outbox() Outbox { return *r.counts.Load() }

// count makes now the counts, for who writes.
func (r *Registry) count(now Outbox) {
	r.outbox = now
	r.counts.Store(&now)
}

var outboxTable = store.Table[Change]{
	Name: "change", Columns: []string{"seq", "at", "kind", "subject"},
	Row: func(v []any, c Change) []any { return append(v, c.Seq, c.At.UnixMilli(), string(c.Kind), c.Subject) },
}

// tell writes changes into the outbox, numbered on from the last, and returns
// the counts as they then are. Beyond its bound the oldest go.
func (r *Registry) tell(ctx context.Context, tx *store.Tx, changes []Change) (Outbox, error) {
	for i := range changes {
		changes[i].Seq = r.seq + 1 + int64(i)
	}
	if err := store.Write(ctx, tx, outboxTable, changes); err != nil {
		return Outbox{}, err
	}
	after := r.outbox
	if after.Changes += int64(len(changes)); after.Changes <= r.bound {
		return after, nil
	}
	return r.prune(ctx, tx, r.seq+int64(len(changes)), after)
}

// keep writes down how far a consumer is, and lets go of what nobody waits for.
func (r *Registry) keep(ctx context.Context, name string, seq int64) error {
	const upsert = `INSERT INTO consumer (name, seq) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET seq = excluded.seq`
	r.write.Lock()
	defer r.write.Unlock()
	var after Outbox
	err := r.transact(ctx, r.store.Begin, func(tx *store.Tx) ([]Change, error) {
		if _, err := tx.ExecContext(ctx, upsert, name, seq); err != nil {
			return nil, err
		}
		var err error
		after, err = r.prune(ctx, tx, r.seq, r.outbox)
		return nil, err
	})
	if err == nil {
		r.count(after)
	}
	return err
}

// prune lets go of the oldest changes: those that every consumer has done with
// and those beyond the bound, but never the newest, which says where to count on
// from.
func (r *Registry) prune(ctx context.Context, tx *store.Tx, newest int64, counts Outbox) (Outbox, error) {
	var slowest int64
	if err := tx.QueryRowContext(ctx, `SELECT COALESCE(MIN(seq), 0) FROM consumer`).Scan(&slowest); err != nil {
		return counts, err
	}
	oldest := newest - counts.Changes + 1
	last := min(max(slowest, newest-r.bound), newest-1, oldest-1+pruned)
	if gone := last - oldest + 1; gone > 0 {
		if _, err := tx.ExecContext(ctx, `DELETE FROM change WHERE seq <= $1`, last); err != nil {
			return counts, err
		}
		counts.Changes -= gone
		counts.Pruned += gone
		counts.Cut += max(0, last-max(slowest, oldest-1))
	}
	counts.Behind = newest - slowest
	return counts, nil
}
