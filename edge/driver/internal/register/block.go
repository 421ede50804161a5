package register

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

const (
	// MaxRead is what one request reads, in words (Modbus Application Protocol 6.3).
	MaxRead = 125
	header  = 2 // ID and length of a SunSpec model
)

// Block is a run of one device's registers that is read as a whole, a SunSpec
// model or a span of a vendor map: where it stands and what it last held.
type Block struct {
	unit  *Unit
	model *regmap.Model // nil for a vendor's span
	span  regmap.Span   // in words, ID and length of a model included
	words []uint16
	at    time.Time
	fresh bool // words are those of the newest Read
	news  bool // the newest Poll read them, and nobody has looked since
}

// Model is the block of the model whose ID stands at base, of length words behind its
// header.
func (u *Unit) Model(m *regmap.Model, base uint16, length int) *Block {
	b := u.Span(regmap.Span{Table: regmap.Holding, Base: base, Words: header + length})
	b.model = m
	return b
}

// Span is the block of a vendor's span.
func (u *Unit) Span(s regmap.Span) *Block {
	return &Block{unit: u, span: s, words: make([]uint16, s.Words)}
}

// Head is a block of its own, of the model's first words alone.
func (b *Block) Head(words int) *Block { return b.unit.Model(b.model, b.span.Base, words-header) }

// Point returns the model's point of that name, which is not there where our map lacks
// the name.
func (b *Block) Point(name string) Point {
	p, ok := b.model.Point(name)
	return Point{Block: b, At: p, known: ok}
}

// Repeats is how many repeating groups the model has.
func (b *Block) Repeats() int { return b.model.Repeats(len(b.words) - header) }

// Requests is how many requests a Read sends.
func (b *Block) Requests() int { return (len(b.words) + MaxRead - 1) / MaxRead }

// Read takes the whole block, in one request where one can.
func (b *Block) Read(ctx context.Context) error {
	b.fresh, b.news = false, false
	id := b.unit.at(b.span.Other)
	for from := 0; from < len(b.words); from += MaxRead {
		part := b.words[from:min(from+MaxRead, len(b.words))]
		if err := b.unit.take(ctx, id, b.span.Table, b.span.Base+uint16(from), part); err != nil {
			return err
		}
	}
	if b.model != nil && b.words[0] != b.model.ID {
		return &fault.Error{Op: "read block", Kind: fault.Corrupt, Err: errors.New("another model stands there: the registers have moved")}
	}
	b.at, b.fresh = b.unit.Clock(), true
	return nil
}

// Poll is a Read whose words the next Look takes.
func (b *Block) Poll(ctx context.Context) error {
	err := b.Read(ctx)
	b.news = b.fresh
	return err
}

// Look has the block as it is for a command: as the poll of this pass read it, else
// by a request of its own.
func (b *Block) Look(ctx context.Context) error {
	if b.news {
		b.news = false
		return nil
	}
	return b.Read(ctx)
}

// At is when the block answered, and false where the newest Read failed.
func (b *Block) At() (time.Time, bool) { return b.at, b.fresh }

// Value is that of a point of b. Points are large: what is read each tick is not
// copied for it.
func (b *Block) Value(p *regmap.Point) (float64, bool) {
	if !b.fresh {
		return 0, false
	}
	return p.Decode(b.words)
}

// Sort puts blocks in the order in which they are polled: by table and address.
func Sort(blocks []*Block) {
	place := func(b *Block) int { return int(b.span.Table)<<16 + int(b.span.Base) }
	slices.SortFunc(blocks, func(a, b *Block) int { return place(a) - place(b) })
}
