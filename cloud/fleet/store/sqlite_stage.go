package store

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"strings"
	"time"
)

// shelf is rows in temporary tables of a connection of their own, in memory: to
// fill them takes no lock of the file.
type shelf struct {
	db     *sql.DB
	conn   *sql.Conn
	tables []string
}

func (f file) stage(ctx context.Context) (stage, error) {
	db, err := sql.Open("sqlite", staging(f.path, f.busy))
	if err != nil {
		return nil, err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &shelf{db: db, conn: conn}, nil
}

// staging leaves references out: each would be looked up while others wait. So is
// the log of writes brought into the file only after, and pages stay in memory
// (128 MB) until all is in.
func staging(path string, busy time.Duration) string {
	return uri(path, url.Values{
		"_txlock": {"immediate"},
		"_pragma": {timeout(busy), "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(0)", "secure_delete(1)", "temp_store(MEMORY)", "cache_size(-131072)", "wal_autocheckpoint(0)"},
	})
}

func (s *shelf) put(ctx context.Context, table string, columns []string, rows values) error {
	create := "CREATE TEMP TABLE staged_" + table + " AS SELECT " + strings.Join(columns, ", ") + " FROM main." + table + " WHERE 0"
	if _, err := s.conn.ExecContext(ctx, create); err != nil {
		return err
	}
	s.tables = append(s.tables, "main."+table+" ("+strings.Join(columns, ", ")+") SELECT * FROM temp.staged_"+table)
	return batch{on: s.conn, cells: sqliteCells, table: "temp.staged_" + table, columns: columns}.write(ctx, rows)
}

func (s *shelf) begin(ctx context.Context) (*sql.Tx, error) { return s.conn.BeginTx(ctx, nil) }

func (s *shelf) move(ctx context.Context, tx *sql.Tx) error {
	for _, table := range s.tables {
		if _, err := tx.ExecContext(ctx, "INSERT INTO "+table); err != nil {
			return err
		}
	}
	return nil
}

// close brings the log of writes into the file, which no other write waits for.
func (s *shelf) close() error {
	_, err := s.conn.ExecContext(context.Background(), `PRAGMA wal_checkpoint(PASSIVE)`)
	return errors.Join(err, s.conn.Close(), s.db.Close())
}
