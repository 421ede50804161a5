package fleet

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/store"
)

// followed is how many changes a consumer is handed at a time.
const followed = 1000

// Follow hands do every change there is and then those to come, in order, until
// ctx ends, and returns its error or that of do. The registry remembers under
// name what do has returned nil for: after a restart it goes on there, so that
// a change may be handed twice, and none is left out. A name that is new begins
// with the first change.
func (r *Registry) Follow(ctx context.Context, name string, do func([]Change) error) error {
	at, err := r.cursor(ctx, name)
	if err != nil {
		return err
	}
	for {
		more := r.wake.next()
		changes, err := r.Changes(ctx, at, followed)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			return err
		}
		if len(changes) == 0 {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-more:
				continue
			}
		}
		if err := do(changes); err != nil {
			return err
		}
		at = changes[len(changes)-1].Seq
		if err := r.keep(ctx, name, at); err != nil {
			return err
		}
	}
}

func (r *Registry) cursor(ctx context.Context, name string) (seq int64, err error) {
	err = r.store.Reads().QueryRowContext(ctx, `SELECT seq FROM consumer WHERE name = $1`, name).Scan(&seq)
	if err == nil || errors.Is(err, sql.ErrNoRows) {
		return seq, nil
	}
	return 0, store.Fault("read cursor", name, err)
}

// keepWait bounds how long a consumer that has ended waits for its place to be
// kept.
const keepWait = 10 * time.Second

// keep is advance also where ctx has ended: what is done is done.
func (r *Registry) keep(ctx context.Context, name string, seq int64) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepWait)
	defer cancel()
	return r.advance(ctx, name, seq)
}

// advance keeps how far a consumer is. It is no change of the fleet, so the
// outbox does not tell of it.
func (r *Registry) advance(ctx context.Context, name string, seq int64) error {
	const upsert = `INSERT INTO consumer (name, seq) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET seq = excluded.seq`
	do := func(tx *store.Tx) ([]Change, error) {
		_, err := tx.ExecContext(ctx, upsert, name, seq)
		return nil, err
	}
	r.write.Lock()
	defer r.write.Unlock()
	if _, err := r.transact(ctx, do); err != nil {
		return store.Fault("keep cursor", name, err)
	}
	return nil
}

// waiting are those who wait for the next change.
type waiting struct {
	mu   sync.Mutex
	turn chan struct{}
}

// next returns what is closed at the next call of all.
func (w *waiting) next() <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.turn == nil {
		w.turn = make(chan struct{})
	}
	return w.turn
}

func (w *waiting) all() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.turn != nil {
		close(w.turn)
		w.turn = nil
	}
}
