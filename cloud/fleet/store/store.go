package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"io/fs"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Store is an open database of the newest schema. It is safe for concurrent
// use, but for Begin, which one goroutine calls at a time.
type Store struct {
	reads  *sql.DB
	writer writer
}

// writer begins the transactions that write; each engine has its own.
type writer interface {
	begin(ctx context.Context) (*sql.Tx, error)
	// cells is how many values a statement takes at most for rows to be written
	// fast.
	cells() int
	// stage returns where many rows wait.
	stage(ctx context.Context) (stage, error)
	// scrub takes what was deleted out of the files, as far as the engine can.
	scrub(ctx context.Context) error
	// grown tells the engine that tables are of another size than they were.
	grown(ctx context.Context) error
	close() error
}

// Open opens source, which is the URL of a PostgreSQL database,
// postgres://user@host/database, or else the path of an SQLite file, which is
// made (mode 0600) where it is missing. It fails as Busy where another process
// holds the database, as Unreachable where it does not answer, and as Corrupt
// where it is none. Busy is how long one waits for another process that has it
// locked.
func Open(ctx context.Context, source string, busy time.Duration) (*Store, error) {
	open := openSQLite
	if IsURL(source) {
		open = openPostgres
	}
	s, err := open(ctx, source, busy)
	if err != nil {
		return nil, Fault("open registry", Name(source), err)
	}
	return s, nil
}

// IsURL tells whether source is the URL of a PostgreSQL database.
func IsURL(source string) bool {
	return strings.HasPrefix(source, "postgres://") || strings.HasPrefix(source, "postgresql://")
}

// Reads returns what queries go to.
func (s *Store) Reads() *sql.DB { return s.reads }

// Begin begins the transaction of the one writer. Its errors have no kind yet:
// see Fault.
func (s *Store) Begin(ctx context.Context) (*Tx, error) {
	tx, err := s.writer.begin(ctx)
	if err != nil {
		return nil, err
	}
	return &Tx{Tx: tx, cells: s.writer.cells()}, nil
}

// Tx is a transaction that writes.
type Tx struct {
	*sql.Tx
	cells int
}

// Scrub takes what was deleted out of the database's files. PostgreSQL does so
// by itself, in its own time.
func (s *Store) Scrub(ctx context.Context) error { return s.writer.scrub(ctx) }

// Grown has the database look at its tables again after a great many writes, so
// that it asks them in the right order.
func (s *Store) Grown(ctx context.Context) error { return s.writer.grown(ctx) }

// Close lets the database go. Nothing is lost by not calling it.
func (s *Store) Close() error { return errors.Join(s.writer.close(), s.reads.Close()) }

// migrate brings the schema of db up to date.
func migrate(ctx context.Context, dialect goose.Dialect, db *sql.DB) error {
	folder, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(dialect, db, folder, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return err
}
