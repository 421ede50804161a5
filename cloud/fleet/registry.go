package fleet

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/store"
)

// openTimeout bounds migrations and the first load.
const openTimeout = 30 * time.Second

// Registry is the fleet's registry. It is safe for concurrent use; one process
// may hold a database open at a time.
type Registry struct {
	store *store.Store

	write  sync.Mutex // one writer: keeps seq and memory in the order of commits
	seq    int64      // highest change written
	unsure bool       // a commit failed: what is written has to be read again
	wake   waiting

	index index
}

// Open returns the registry in source, the path of a file or the URL of a
// PostgreSQL database, making it or bringing it to the newest schema where
// needed. Errors are those of store.Open.
func Open(source string) (*Registry, error) {
	ctx, cancel := context.WithTimeout(context.Background(), openTimeout)
	defer cancel()
	s, err := store.Open(ctx, source)
	if err != nil {
		return nil, err
	}
	r := &Registry{store: s, index: newIndex()}
	if err := r.load(ctx); err != nil {
		return nil, store.Fault("open registry", store.Name(source), errors.Join(err, s.Close()))
	}
	return r, nil
}

// Close lets the database go. Nothing is lost by not calling it.
func (r *Registry) Close() error { return r.store.Close() }

// load reads what the registry knows by heart.
func (r *Registry) load(ctx context.Context) error {
	const newest = `SELECT COALESCE(MAX(seq), 0) FROM change`
	if err := r.store.Reads().QueryRowContext(ctx, newest).Scan(&r.seq); err != nil {
		return err
	}
	return r.index.load(ctx, r.store.Reads())
}

// IsURL tells whether Open takes source for the URL of a PostgreSQL database.
func IsURL(source string) bool { return store.IsURL(source) }

// SourceName returns source as it may be shown: without a password.
func SourceName(source string) string { return store.Name(source) }
