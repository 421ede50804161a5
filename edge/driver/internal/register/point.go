package register

import (
	"fmt"
	"slices"

	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// Point is one value of one block. The zero Point is never there.
type Point struct {
	Block *Block
	At    regmap.Point // from the block's first word on
	known bool
}

// Seat finds the named point of a vendor's map in the block that holds all of it. One
// that is not read, or stands in none of them, is not there, and still tells what the
// map says of it.
func Seat(m *regmap.Device, name string, blocks []*Block) Point {
	p, ok := m.Point(name)
	if !ok || !p.Readable() {
		return Point{At: p}
	}
	i := slices.IndexFunc(blocks, func(b *Block) bool { return b.span.Holds(p) })
	if i < 0 {
		return Point{At: p}
	}
	return Point{Block: blocks[i], At: p.From(int(blocks[i].span.Base)), known: true}
}

// Known tells whether the device has the point.
func (p Point) Known() bool { return p.known }

// Repeat is the point in the model's repeating group of that number, from 0.
func (p Point) Repeat(i int) Point { return Point{Block: p.Block, At: p.At.At(i), known: p.known} }

// Wire is the point at its address on the wire.
func (p Point) Wire() regmap.Point { return p.At.From(-int(p.Block.span.Base)) }

// Value returns what the newest Read found.
func (p Point) Value() (float64, bool) {
	if !p.known {
		return 0, false
	}
	return p.Block.Value(&p.At)
}

// Stood returns what stands in the block's words, whether or not the newest Read
// succeeded.
func (p Point) Stood() (float64, bool) { return p.At.Decode(p.Block.words) }

// Cut is v to the resolution that the point has in its block.
func (p Point) Cut(v float64) float64 { return p.At.CutIn(p.Block.words, v) }

// Text returns the characters the newest Read found, "" for none.
func (p Point) Text() string {
	if !p.known || !p.Block.fresh {
		return ""
	}
	s, _ := p.At.Text(p.Block.words)
	return s
}

// Words is the point as text: a number in hexadecimal, as makers write codes.
func (p Point) Words() string {
	if v, ok := p.Value(); ok {
		return fmt.Sprintf("0x%04X", int64(v))
	}
	return p.Text()
}

// Is tells whether the point reads as one of the values.
func (p Point) Is(values ...float64) bool {
	v, told := p.Value()
	return told && slices.Contains(values, v)
}

// Bit tells whether the point reads with that bit set.
func (p Point) Bit(mask uint64) bool {
	v, told := p.Value()
	return told && uint64(v)&mask != 0
}
