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
)

// Point is one value in a model. It is a small value, valid for ever.
type Point struct {
	name    string
	unit    string
	kind    kind
	offset  int
	scale   int // offset of the scale factor point, 0 for none
	power   int // constant power of ten
	stride  int // words between repeats, 0 outside the repeating group
	flip    bool
	write   bool
	volatil Volatility
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

// Volatility returns how the point changes.
func (p Point) Volatility() Volatility { return p.volatil }

// Flipped tells whether the register counts against generator reference.
func (p Point) Flipped() bool { return p.flip }

// ScaleOffset returns the offset of the point's run-time scale factor, and
// false where it has none.
func (p Point) ScaleOffset() (int, bool) { return p.scale, p.scale != 0 }

// At returns the point in a repeat of its group, 0 being the first. A point
// outside the group, or a negative repeat, is the point itself.
func (p Point) At(repeat int) Point {
	p.offset += max(0, repeat) * p.stride
	return p
}

// exponent returns the power of ten in force in block, and false where the
// scale factor is not implemented or out of its -10..10.
func (p Point) exponent(block []uint16) (int, bool) {
	if p.scale == 0 {
		return p.power, true
	}
	if p.scale >= len(block) {
		return 0, false
	}
	n := int(int16(block[p.scale]))
	return n, n >= -10 && n <= 10
}

// held tells whether block is long enough to hold the point.
func (p Point) held(block []uint16) bool { return p.offset+p.kind.words <= len(block) }

// raw returns the point's words as one big-endian number.
func (p Point) raw(block []uint16) uint64 {
	var v uint64
	for _, w := range block[p.offset : p.offset+p.kind.words] {
		v = v<<16 | uint64(w)
	}
	return v
}

func (p Point) put(block []uint16, v uint64) {
	for i := p.kind.words - 1; i >= 0; i-- {
		block[p.offset+i] = uint16(v)
		v >>= 16
	}
}

// scaled returns v * 10^n. It divides by whole powers rather than multiply by
// fractions, so that 2301 at -1 is exactly the nearest float64 to 230.1.
func scaled(v float64, n int) float64 {
	if n < 0 {
		return v / math.Pow10(-n)
	}
	return v * math.Pow10(n)
}
