package driver

import (
	"context"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// block is one model of one device: where it stands and what it last held.
type block struct {
	model *regmap.Model
	base  uint16   // address of its ID word
	words []uint16 // ID and length included
	at    time.Time
	fresh bool // words are those of the newest Read
}

// read takes the whole model in one request.
func (b *block) read(ctx context.Context, d *Device) error {
	b.fresh = false
	if err := d.bus.ReadHolding(ctx, d.unit, b.base, b.words); err != nil {
		return err
	}
	b.at, b.fresh = d.clock(), true
	return nil
}

// write sends the words of the points from first to last in one request.
func (b *block) write(ctx context.Context, d *Device, first, last regmap.Point) error {
	from, to := first.Offset(), last.Offset()+last.Size()
	return d.bus.WriteHolding(ctx, d.unit, b.base+uint16(from), b.words[from:to])
}

// point is one value of one block. The zero point is never there.
type point struct {
	block *block
	at    regmap.Point
	known bool
}

// find returns the named point, which is not there where the device lacks the
// model or our map lacks the name.
func (d *Device) find(model uint16, name string) point {
	b, ok := d.blocks[model]
	if !ok {
		return point{}
	}
	p, ok := b.model.Point(name)
	return point{block: b, at: p, known: ok}
}

// value returns what the newest Read found.
func (p point) value() (float64, bool) {
	if !p.known || !p.block.fresh {
		return 0, false
	}
	return p.at.Decode(p.block.words)
}
