package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// shipment is rows that PostgreSQL is sent as one stream each table (COPY).
type shipment struct {
	to     *session
	tables []freight
}

type freight struct {
	table   string
	columns []string
	rows    values
}

func (s *session) stage(context.Context) (stage, error) { return &shipment{to: s}, nil }

func (s *shipment) put(_ context.Context, table string, columns []string, rows values) error {
	s.tables = append(s.tables, freight{table, columns, rows})
	return nil
}

func (s *shipment) begin(ctx context.Context) (*sql.Tx, error) { return s.to.begin(ctx) }

// move writes on the connection of the writer, which is in its transaction.
func (s *shipment) move(ctx context.Context, _ *sql.Tx) error {
	return s.to.conn.Raw(func(driver any) error {
		conn, ok := driver.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("BUG: the driver of PostgreSQL is a %T", driver)
		}
		for _, f := range s.tables {
			if err := f.send(ctx, conn.Conn()); err != nil {
				return err
			}
		}
		return nil
	})
}

func (f *freight) send(ctx context.Context, conn *pgx.Conn) error {
	var row []any
	rows := pgx.CopyFromSlice(f.rows.n, func(i int) ([]any, error) {
		row = f.rows.row(row[:0], i)
		return row, nil
	})
	_, err := conn.CopyFrom(ctx, pgx.Identifier{f.table}, f.columns, rows)
	return err
}

func (s *shipment) close() error { return nil }
