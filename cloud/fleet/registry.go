package fleet

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/store"
)

// openTimeout bounds migrations and the first load.
const openTimeout = 30 * time.Second

// Registry is the fleet's registry. It is safe for concurrent use; one process
// may hold a database open at a time.
type Registry struct {
	store *store.Store
	bound int64 // of the outbox

	imports sync.Mutex // one at a time

	write  sync.Mutex // one writer: keeps seq and memory in the order of commits
	seq    int64      // highest change written
	outbox Outbox     // of the writer; counts has it for others
	counts atomic.Pointer[Outbox]
	unsure bool // a commit failed: what is written has to be read again
	wake   waiting

	learned atomic.Int64 // highest change that memory knows of

	index index
}

// Config is how a registry is opened.
type Config struct {
	Source string        // path of a file, or URL of a PostgreSQL database
	Busy   time.Duration // how long a write waits for another process that has the file locked
	Outbox int64         // how many changes are kept at most for a consumer that is behind
}

// Defaults returns the configuration of a cloud.
func Defaults(source string) Config {
	return Config{Source: source, Busy: 5 * time.Second, Outbox: 1_000_000}
}

// Open opens the registry in source as Config.Open does, with Defaults.
func Open(source string) (*Registry, error) { return Defaults(source).Open() }

// Open returns the registry, making it or bringing it to the newest schema where
// needed. Errors are those of store.Open.
func (c Config) Open() (*Registry, error) {
	ctx, cancel := context.WithTimeout(context.Background(), openTimeout)
	defer cancel()
	s, err := store.Open(ctx, c.Source, c.Busy)
	if err != nil {
		return nil, err
	}
	r := &Registry{store: s, bound: c.Outbox, index: newIndex()}
	if err := r.load(ctx); err != nil {
		return nil, store.Fault("open registry", store.Name(c.Source), errors.Join(err, s.Close()))
	}
	return r, nil
}

// Close lets the database go. Nothing is lost by not calling it.
func (r *Registry) Close() error { return r.store.Close() }

// load reads what the registry knows by heart.
func (r *Registry) load(ctx context.Context) error {
	const outbox = `SELECT COALESCE(MAX(seq), 0), COUNT(seq) FROM change`
	if err := r.store.Reads().QueryRowContext(ctx, outbox).Scan(&r.seq, &r.outbox.Changes); err != nil {
		return err
	}
	if err := r.index.load(ctx, r.store.Reads()); err != nil {
		return err
	}
	r.count(r.outbox)
	r.learned.Store(r.seq)
	r.wake.all()
	return nil
}

// IsURL tells whether Open takes source for the URL of a PostgreSQL database.
func IsURL(source string) bool { return store.IsURL(source) }

// SourceName returns source as it may be shown: without a password.
func SourceName(source string) string { return store.Name(source) }
