package store

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the database/sql driver "sqlite"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// readers is how many queries an SQLite file answers at a time.
const readers = 4

// file is the one writer of an SQLite file.
type file struct {
	db   *sql.DB
	path string
	busy time.Duration
}

// sqliteCells is low: the driver looks for each value among all of a statement.
const sqliteCells = 120

func openSQLite(ctx context.Context, path string, busy time.Duration) (*Store, error) {
	// A relative path would read as the authority of the driver's URI.
	path, err := filepath.Abs(path)
	if err == nil {
		err = makePrivate(path)
	}
	if err != nil {
		return nil, err
	}
	write, err := sql.Open("sqlite", writing(path, busy))
	if err != nil {
		return nil, err
	}
	// SQLite has one writer anyway; a second connection would only turn waiting
	// into SQLITE_BUSY.
	write.SetMaxOpenConns(1)
	if err := migrate(ctx, goose.DialectSQLite3, write); err != nil {
		return nil, errors.Join(err, write.Close())
	}
	read, err := sql.Open("sqlite", reading(path, busy))
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	read.SetMaxOpenConns(readers)
	return &Store{reads: read, writer: file{write, path, busy}}, nil
}

func (f file) begin(ctx context.Context) (*sql.Tx, error) { return f.db.BeginTx(ctx, nil) }

func (f file) cells() int { return sqliteCells }

// scrub empties the log of writes, which still has what secure_delete has
// overwritten in the file.
func (f file) scrub(ctx context.Context) error {
	var busy, pages, done int
	if err := f.db.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &pages, &done); err != nil {
		return err
	}
	if busy != 0 {
		return &fault.Error{Op: "empty the log of writes", Kind: fault.Busy, Subject: f.path, Hint: "try again when no export or import runs", Err: errors.New("somebody still reads it as it was")}
	}
	return nil
}

// grown does nothing: SQLite goes by the indexes.
func (f file) grown(context.Context) error { return nil }

func (f file) close() error { return f.db.Close() }

// writing asks for synchronous=FULL: a certificate handed out, or a revocation,
// that a power cut undoes would lock a home out or let a thief in. What is
// deleted is overwritten: it may be somebody's name.
func writing(path string, busy time.Duration) string {
	return uri(path, url.Values{
		"_txlock": {"immediate"},
		"_pragma": {timeout(busy), "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "secure_delete(1)"},
	})
}

func reading(path string, busy time.Duration) string {
	return uri(path, url.Values{"_pragma": {timeout(busy), "query_only(1)"}})
}

func timeout(busy time.Duration) string {
	return "busy_timeout(" + strconv.FormatInt(busy.Milliseconds(), 10) + ")"
}

func uri(path string, query url.Values) string {
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
