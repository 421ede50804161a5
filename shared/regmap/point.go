package regmap

import "math"

// Volatility says how a point changes, and what a write to it costs.
type Volatility uint8

// The volatilities.
const (
	Const    Volatility = iota // fixed for the device's life, as far as a reader cares
	Live                       // measured
	Stored                     // a setting kept through power loss: writes wear it
	Volatile                   // a control that lapses or is lost with power
	Unknown                    // a setting of which no source says whether it is kept: taken as Stored
)

// Point is one value in a model. It is a small value, valid for ever.
type Point struct {
	*facts
	offset int
	scale  int  // offset of the scale factor point
	then   int  // offset of the second word
	minus  int  // offset of the word that tells the direction
	stride int  // words between repeats, 0 outside the repeating group
	loose  bool // how often the inner groups repeat is not told yet
}

// facts are what the map says of a point, wherever it stands. They are told once, while
// the map is parsed, and shared from then on.
type facts struct {
	name    string
	unit    string
	kind    kind
	table   Table
	factor  bool // there is a scale factor point
	power   int  // constant power of ten
	cell    int  // words between repeats of the inner group, 0 outside one
	lead    int  // words of one repeat of the inner groups before it
	nest    int  // and of all inner groups of its repeating group
	flip    bool
	aimed   bool // it has a direction, one way or the other
	little  bool // the least significant word is first
	split   bool // the second word does not follow the first
	write   bool
	blind   bool   // it cannot be read
	other   bool   // it stands at the device's other unit
	turns   bool   // another word tells the direction
	turn    uint16 // what that reads while the value is negative
	volatil Volatility
	limits  limits
}

// Name returns the point's name in its model.
func (p Point) Name() string { return p.name }

// Unit returns the unit of Decode and Encode as SunSpec writes it, "" for none.
func (p Point) Unit() string { return p.unit }

// Type returns the SunSpec type: "int16", "string16" (16 words), ….
func (p Point) Type() string { return p.kind.name }

// Offset returns words from the block's start, the header included.
func (p Point) Offset() int { return p.offset }

// Size returns the words the point takes.
func (p Point) Size() int { return p.kind.words }

// Writable tells whether the device takes writes to the point.
func (p Point) Writable() bool { return p.write }

// Readable tells whether the device answers reads of the point.
func (p Point) Readable() bool { return !p.blind }

// Wears tells whether a write may cost the device's memory a cycle.
func (p Point) Wears() bool { return p.volatil == Stored || p.volatil == Unknown }

// Volatility returns how the point changes.
func (p Point) Volatility() Volatility { return p.volatil }

// ScaleOffset returns the offset of the point's run-time scale factor, and
// false where it has none.
func (p Point) ScaleOffset() (int, bool) { return p.scale, p.factor }

// Elsewhere tells whether the point stands at the device's other unit.
func (p Point) Elsewhere() bool { return p.other }

// Table returns which of the device's registers hold the point.
func (p Point) Table() Table { return p.table }

// Null tells whether there is a raw value that means "not implemented".
func (p Point) Null() bool { return p.kind.null }

// Directed tells whether the value has a direction, by its own sign.
func (p Point) Directed() bool { return p.aimed }

// Cut returns v, in the point's unit, cut toward 0 to what the register can
// tell: what is written is never more than v.
func (p Point) Cut(v float64) float64 {
	if p.kind.form == real || p.factor {
		return v
	}
	return scaled(math.Trunc(scaled(v, -p.power)), p.power)
}

// CutIn is Cut by the scale that stands in block.
func (p Point) CutIn(block []uint16, v float64) float64 {
	if n, ok := p.exponent(block); ok && p.kind.form != real {
		return scaled(math.Trunc(scaled(v, -n)), n)
	}
	return v
}

// Span returns the first word the point is made of, its scale factor included,
// and how many there are from it to the last.
func (p Point) Span() (first, words int) {
	first, last := p.offset, p.offset+p.kind.words
	if p.split {
		first, last = min(p.offset, p.then), max(p.offset, p.then)+1
	}
	if p.factor {
		first, last = min(first, p.scale), max(last, p.scale+1)
	}
	if p.turns {
		first, last = min(first, p.minus), max(last, p.minus+1)
	}
	return first, last - first
}

// From returns the point as it stands in a block that begins at base.
func (p Point) From(base int) Point {
	p.offset, p.scale, p.then, p.minus = p.offset-base, p.scale-base, p.then-base, p.minus-base
	return p
}

// At returns the point in a repeat of its group, 0 being the first. A point
// outside the group, or a negative repeat, is the point itself.
func (p Point) At(repeat int) Point {
	p.offset += max(0, repeat) * p.stride
	return p
}
