package driver

import (
	"context"
	"errors"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// maxRead is what one request reads (Modbus Application Protocol 6.3).
const maxRead = 125

// block is a run of one device's registers that is read as a whole, a SunSpec
// model or a span of a vendor map: where it stands and what it last held.
type block struct {
	model *regmap.Model // nil for a vendor's span
	table regmap.Table
	base  uint16   // address of the first word, the ID of a model
	words []uint16 // ID and length included
	at    time.Time
	other bool // it stands at the device's other unit
	fresh bool // words are those of the newest Read
	news  bool // the newest Read read them, and nobody has looked since
}

// read takes the whole block, in one request where one can.
func (b *block) read(ctx context.Context, d *Device) error {
	b.fresh, b.news = false, false
	for from := 0; from < len(b.words); from += maxRead {
		part := b.words[from:min(from+maxRead, len(b.words))]
		if err := d.take(ctx, d.unitOf(b.other), b.table, b.base+uint16(from), part); err != nil {
			return err
		}
	}
	if b.moved() {
		return &fault.Error{Op: "read block", Kind: fault.Corrupt, Err: errors.New("another model stands there: the registers have moved")}
	}
	b.at, b.fresh = d.clock(), true
	return nil
}

func (b *block) moved() bool {
	return b.model != nil && b.table != regmap.Input && b.words[0] != b.model.ID
}

// look has the block as it is for a command: as the poll of this pass read it, else
// by a request of its own.
func (b *block) look(ctx context.Context, d *Device) error {
	if b.news {
		b.news = false
		return nil
	}
	return b.read(ctx, d)
}

// take reads from the table of that name.
func (d *Device) take(ctx context.Context, unit uint8, table regmap.Table, address uint16, into []uint16) error {
	if table == regmap.Input {
		return d.bus.ReadInput(ctx, unit, address, into)
	}
	return d.bus.ReadHolding(ctx, unit, address, into)
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

// text returns the characters the newest Read found, "" for none.
func (p point) text() string {
	if !p.known || !p.block.fresh {
		return ""
	}
	s, _ := p.at.Text(p.block.words)
	return s
}
