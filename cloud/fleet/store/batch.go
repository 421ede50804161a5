package store

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
)

// Table says how rows of T are written: Columns by name, Row appends a row's
// values in that order. A row whose Key is there takes its place.
type Table[T any] struct {
	Name    string
	Columns []string
	Key     int // that many first columns name the row
	Row     func(values []any, row T) []any
}

// Write writes rows in statements of many rows each.
func Write[T any](ctx context.Context, tx *Tx, t Table[T], rows []T) error {
	return batch{tx, tx.cells, t.Name, t.Columns, t.Key}.write(ctx, t.rows(rows))
}

// rows are rows as values.
func (t Table[T]) rows(rows []T) values {
	return values{len(rows), func(values []any, i int) []any { return t.Row(values, rows[i]) }}
}

// values are n rows, each of which is appended to values.
type values struct {
	n   int
	row func(values []any, i int) []any
}

// execer is a transaction or a connection.
type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
}

// batch writes into one table.
type batch struct {
	on      execer
	cells   int // of a statement
	table   string
	columns []string
	key     int
}

func (b batch) write(ctx context.Context, rows values) error {
	size := b.cells / len(b.columns)
	var full *sql.Stmt
	cells := make([]any, 0, b.cells)
	for i := 0; i < rows.n; {
		cells = cells[:0]
		n := min(size, rows.n-i)
		for range n {
			cells = rows.row(cells, i)
			i++
		}
		if n < size {
			_, err := b.on.ExecContext(ctx, b.statement(n), cells...)
			return err
		}
		if full == nil {
			stmt, err := b.on.PrepareContext(ctx, b.statement(n))
			if err != nil {
				return err
			}
			defer stmt.Close()
			full = stmt
		}
		if _, err := full.ExecContext(ctx, cells...); err != nil {
			return err
		}
	}
	return nil
}

// statement returns the INSERT of n rows.
func (b batch) statement(n int) string {
	var s strings.Builder
	s.WriteString("INSERT INTO " + b.table + " (" + strings.Join(b.columns, ", ") + ") VALUES ")
	next := 0
	for row := range n {
		for column := range b.columns {
			switch {
			case column > 0:
				s.WriteString(", ")
			case row > 0:
				s.WriteString(", (")
			default:
				s.WriteString("(")
			}
			next++
			s.WriteString("$" + strconv.Itoa(next))
		}
		s.WriteString(")")
	}
	s.WriteString(b.replaces())
	return s.String()
}

func (b batch) replaces() string {
	if b.key == len(b.columns) {
		return " ON CONFLICT DO NOTHING"
	}
	if b.key == 0 {
		return ""
	}
	set := make([]string, 0, len(b.columns))
	for _, column := range b.columns[b.key:] {
		set = append(set, column+" = excluded."+column)
	}
	return " ON CONFLICT (" + strings.Join(b.columns[:b.key], ", ") + ") DO UPDATE SET " + strings.Join(set, ", ")
}
