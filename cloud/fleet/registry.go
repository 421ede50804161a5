package fleet

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the database/sql driver "sqlite"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

//go:embed migrations/*.sql
var migrations embed.FS

// openTimeout bounds migrations and the first load.
const openTimeout = 30 * time.Second

// Registry is the fleet's registry. It is safe for concurrent use; one process
// may hold a file open at a time.
type Registry struct {
	db *sql.DB

	write sync.Mutex // one writer: keeps seq and memory in the order of commits
	seq   int64      // highest change written

	index index
}

// Open returns the registry in the file at path, making it (mode 0600) or
// bringing it to the newest schema where needed.
func Open(path string) (*Registry, error) {
	// A relative path would read as the authority of the driver's URI.
	path, err := filepath.Abs(path)
	if err == nil {
		err = makePrivate(path)
	}
	if err != nil {
		return nil, &fault.Error{Op: "open registry", Subject: path, Err: err}
	}
	db, err := sql.Open("sqlite", source(path))
	if err != nil {
		return nil, &fault.Error{Op: "open registry", Subject: path, Err: err}
	}
	// One connection: SQLite has one writer anyway, and a second one would
	// only turn waiting into SQLITE_BUSY.
	db.SetMaxOpenConns(1)
	r := &Registry{db: db, index: newIndex()}
	ctx, cancel := context.WithTimeout(context.Background(), openTimeout)
	defer cancel()
	if err := r.prepare(ctx); err != nil {
		return nil, &fault.Error{
			Op: "open registry", Kind: fault.Corrupt, Subject: path, Err: errors.Join(err, db.Close()),
			Hint: "restore the file from a backup",
		}
	}
	return r, nil
}

// Close closes the file. Nothing is lost by not calling it.
func (r *Registry) Close() error { return r.db.Close() }

func (r *Registry) prepare(ctx context.Context) error {
	folder, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, r.db, folder, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return err
	}
	if err := r.db.QueryRowContext(ctx, `SELECT COALESCE(MAX(seq), 0) FROM change`).Scan(&r.seq); err != nil {
		return err
	}
	return r.index.load(ctx, r.db)
}

// source asks for synchronous=FULL: a certificate handed out, or a revocation,
// that a power cut undoes would lock a home out or let a thief in.
func source(path string) string {
	query := url.Values{
		"_txlock": {"immediate"},
		"_pragma": {"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)"},
	}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: query.Encode()}).String()
}

// makePrivate makes the file before SQLite does, which would let others read it.
func makePrivate(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}
