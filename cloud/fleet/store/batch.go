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
	size := tx.cells / len(t.Columns)
	var full *sql.Stmt
	values := make([]any, 0, tx.cells)
	for len(rows) > 0 {
		n := min(size, len(rows))
		values = values[:0]
		for _, row := range rows[:n] {
			values = t.Row(values, row)
		}
		rows = rows[n:]
		if n < size {
			_, err := tx.ExecContext(ctx, t.statement(n), values...)
			return err
		}
		if full == nil {
			stmt, err := tx.PrepareContext(ctx, t.statement(n))
			if err != nil {
				return err
			}
			defer stmt.Close()
			full = stmt
		}
		if _, err := full.ExecContext(ctx, values...); err != nil {
			return err
		}
	}
	return nil
}

// statement returns the INSERT of n rows.
func (t Table[T]) statement(n int) string {
	var b strings.Builder
	b.WriteString("INSERT INTO " + t.Name + " (" + strings.Join(t.Columns, ", ") + ") VALUES ")
	next := 0
	for row := range n {
		for column := range t.Columns {
			switch {
			case column > 0:
				b.WriteString(", ")
			case row > 0:
				b.WriteString(", (")
			default:
				b.WriteString("(")
			}
			next++
			b.WriteString("$" + strconv.Itoa(next))
		}
		b.WriteString(")")
	}
	b.WriteString(t.replaces())
	return b.String()
}

func (t Table[T]) replaces() string {
	if t.Key == len(t.Columns) {
		return " ON CONFLICT DO NOTHING"
	}
	if t.Key == 0 {
		return ""
	}
	set := make([]string, 0, len(t.Columns))
	for _, column := range t.Columns[t.Key:] {
		set = append(set, column+" = excluded."+column)
	}
	return " ON CONFLICT (" + strings.Join(t.Columns[:t.Key], ", ") + ") DO UPDATE SET " + strings.Join(set, ", ")
}
