package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the database/sql driver "pgx"
	"github.com/pressly/goose/v3"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

const (
	// lockID is the advisory lock of a database's one writer.
	lockID = 0x6865617274680001
	// lockNotAvailable is the SQLSTATE of a lock that was waited for in vain.
	lockNotAvailable = "55P03"
	// connections to PostgreSQL at a time, that of the writer included.
	connections = 8
	// idleWait is how long a connection that nobody uses is kept.
	idleWait = 5 * time.Minute
)

// unreferred has many rows come in without a look at each one's group and home:
// that was most of the time for which others waited. Whoever writes a row
// has looked, and neither ever goes. Once they are gone the table is not locked for it,
// which a dump that runs would forbid.
const (
	referred   = `SELECT EXISTS (SELECT 1 FROM pg_constraint WHERE conrelid = 'member'::regclass AND contype = 'f')`
	unreferred = `ALTER TABLE member DROP CONSTRAINT IF EXISTS member_group_id_fkey, DROP CONSTRAINT IF EXISTS member_site_fkey`
)

func unrefer(ctx context.Context, db *sql.DB) error {
	var is bool
	if err := db.QueryRowContext(ctx, referred).Scan(&is); err != nil || !is {
		return err
	}
	_, err := db.ExecContext(ctx, unreferred)
	return err
}

// session is the one writer of a PostgreSQL database: the connection that holds
// its lock. Where that breaks, the lock is gone with it, and has to be had again.
type session struct {
	name string // of the database, for people
	busy time.Duration
	db   *sql.DB
	conn *sql.Conn
}

func openPostgres(ctx context.Context, source string, busy time.Duration) (*Store, error) {
	db, err := sql.Open("pgx", source)
	if err != nil {
		return nil, &fault.Error{Op: "read registry_url", Kind: fault.Invalid, Hint: "give it as postgres://user@host/database", Err: errors.New("it is not the URL of a database")}
	}
	db.SetMaxOpenConns(connections)
	db.SetConnMaxIdleTime(idleWait)
	w := &session{name: Name(source), busy: busy, db: db}
	err = w.take(ctx)
	if err == nil {
		err = migrate(ctx, goose.DialectPostgres, db)
	}
	if err == nil {
		err = unrefer(ctx, db)
	}
	if err != nil {
		return nil, errors.Join(err, w.close(), db.Close())
	}
	return &Store{reads: db, writer: w}, nil
}

// take gets a connection and on it the lock, which outlasts the transaction it
// is taken in. One who has just gone may still have it for a moment.
func (s *session) take(ctx context.Context) error {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return err
	}
	s.conn = conn
	if err := s.lock(ctx); err != nil {
		s.drop()
		return err
	}
	return nil
}

func (s *session) lock(ctx context.Context) error {
	tx, err := s.conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	// 0 would be to wait for ever.
	if _, err := tx.ExecContext(ctx, `SET LOCAL lock_timeout = `+strconv.FormatInt(max(s.busy.Milliseconds(), 1), 10)); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, int64(lockID))
	if pg := (*pgconn.PgError)(nil); errors.As(err, &pg) && pg.Code == lockNotAvailable {
		return &fault.Error{Op: "lock registry", Kind: fault.Busy, Subject: s.name, Err: errors.New("another hearth-cloud has it open"),
			Hint: "stop the other one, or give this one a database of its own"}
	}
	if err != nil {
		return err
	}
	return tx.Commit()
}

func (s *session) begin(ctx context.Context) (*sql.Tx, error) {
	if s.conn != nil {
		tx, err := s.conn.BeginTx(ctx, nil)
		if err == nil || ctx.Err() != nil {
			return tx, err
		}
		s.drop()
	}
	if err := s.take(ctx); err != nil {
		return nil, err
	}
	return s.conn.BeginTx(ctx, nil)
}

// drop ends the session, and with it the lock: a connection that only went back
// to the pool would keep it from us.
func (s *session) drop() {
	if s.conn == nil {
		return
	}
	_ = s.conn.Raw(func(any) error { return driver.ErrBadConn })
	s.conn = nil
}

// cells is high: each statement is a way to the server and back.
func (s *session) cells() int { return 6000 }

func (s *session) scrub(context.Context) error { return nil }

// grown does at once what PostgreSQL would do within minutes.
func (s *session) grown(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, `ANALYZE`)
	return err
}

func (s *session) close() error {
	s.drop() // the server gives the lock back
	return nil
}
