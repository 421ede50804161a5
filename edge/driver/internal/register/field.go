package register

import (
	"context"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Field is a value for a point, in the point's unit.
type Field struct {
	Point
	To float64
}

// Set encodes the fields and sends them as Send does.
func Set(ctx context.Context, fields ...Field) error {
	if err := Encode(fields...); err != nil {
		return err
	}
	return Send(ctx, fields...)
}

// Send sends fields that were encoded as one request, from the first to the last, which
// must stand in this order in one block. What lies between is sent as it was last read.
func Send(ctx context.Context, fields ...Field) error {
	first, last := &fields[0], &fields[len(fields)-1]
	b, from := first.Block, first.At.Offset()
	return b.unit.Bus.WriteHolding(ctx, b.unit.ID, b.span.Base+uint16(from), b.words[from:last.At.Offset()+last.At.Size()])
}

// Encode puts the fields into their block's words and sends nothing.
func Encode(fields ...Field) error {
	for i := range fields {
		f := &fields[i]
		if err := f.At.Encode(f.Block.words, f.To); err != nil {
			return f.Block.unit.Refuse(fault.KindOf(err), err)
		}
	}
	return nil
}
