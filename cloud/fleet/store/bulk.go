package store

import (
	"context"
	"database/sql"
)

// Bulk is many new rows on their way into the tables. They are put down where
// nobody waits for it; moving them is all that the write transaction has to do.
// It does not ask whether what the rows refer to is there: the caller has.
type Bulk struct {
	stage stage
	cells int
}

// stage is where rows wait; each engine has its own.
type stage interface {
	put(ctx context.Context, table string, columns []string, rows values) error
	// begin begins the transaction of the one writer, in which move can be called.
	begin(ctx context.Context) (*sql.Tx, error)
	// move puts all rows into their tables, in the order in which they were put.
	move(ctx context.Context, tx *sql.Tx) error
	close() error
}

// Bulk returns an empty one, to be closed.
func (s *Store) Bulk(ctx context.Context) (*Bulk, error) {
	stage, err := s.writer.stage(ctx)
	if err != nil {
		return nil, err
	}
	return &Bulk{stage: stage, cells: s.writer.cells()}, nil
}

// Put puts down rows of which none is in the table.
func Put[T any](ctx context.Context, b *Bulk, t Table[T], rows []T) error {
	if len(rows) == 0 {
		return nil
	}
	return b.stage.put(ctx, t.Name, t.Columns, t.rows(rows))
}

// Begin is Store.Begin for a transaction in which the rows are moved.
func (b *Bulk) Begin(ctx context.Context) (*Tx, error) {
	tx, err := b.stage.begin(ctx)
	if err != nil {
		return nil, err
	}
	return &Tx{Tx: tx, cells: b.cells}, nil
}

// Move puts the rows into their tables, those of the first Put first.
func (b *Bulk) Move(ctx context.Context, tx *Tx) error { return b.stage.move(ctx, tx.Tx) }

// Close lets go of the rows.
func (b *Bulk) Close() error { return b.stage.close() }
