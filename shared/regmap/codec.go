package regmap

import (
	"fmt"
	"math"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Decode returns the point's value in block, the model's image with its two
// header words: scaled, in the map's unit and in generator reference. It is
// false where the device does not implement the point or its scale factor,
// where block is too short, and for text.
func (p Point) Decode(block []uint16) (float64, bool) {
	n, ok := p.exponent(block)
	if !ok || !p.held(block) || !p.kind.numeric() {
		return 0, false
	}
	raw := p.raw(block)
	v := p.kind.number(raw)
	if !p.kind.means(raw) || !(v >= p.kind.low && v <= p.kind.high) {
		return 0, false
	}
	return p.directed(scaled(v, n), block), true
}

// Encode writes v, in the map's unit and generator reference, to the point in
// block, rounded to the point's resolution. It fails with Invalid where the
// value is not finite or does not fit, or where the map does not allow it, with
// Unsupported where the scale factor is not implemented, and leaves block as it
// was. Whether the device takes the write is the caller's concern: see
// Writable. A 0 in an accumulator is written, and means "nothing accumulated".
func (p Point) Encode(block []uint16, v float64) error {
	if !p.kind.numeric() || !p.held(block) {
		return p.refuse(fault.Invalid, "use a numeric point and a whole model image", fmt.Errorf("%d words cannot take %s", len(block), p.kind.name))
	}
	n, ok := p.exponent(block)
	if !ok {
		return p.refuse(fault.Unsupported, "the device does not support this point", fmt.Errorf("scale factor not implemented"))
	}
	if p.flip && v != 0 {
		v = -v
	}
	raw, fits := p.kind.bits(scaled(v, -n))
	if !fits {
		return p.refuse(fault.Invalid, fmt.Sprintf("want %g to %g", scaled(p.kind.low, n), scaled(p.kind.high, n)), fmt.Errorf("register value %g out of range", v))
	}
	if !p.kind.means(raw) && !p.kind.counts() || p.Limited() && !p.allows(scaled(p.kind.number(raw), n)) {
		return p.refuse(fault.Invalid, "want "+p.allowed(), fmt.Errorf("register value %g is not allowed", v))
	}
	p.put(block, raw)
	return nil
}

// directed returns v in generator reference. Where another word tells the
// direction, v is taken as a magnitude: some firmware signs it as well.
func (p *Point) directed(v float64, block []uint16) float64 {
	if p.turns {
		v = math.Abs(v)
	}
	if v != 0 && p.flip != (p.turns && block[p.minus] == p.turn) {
		return -v
	}
	return v
}

// Clear writes the raw value that means "not implemented" to the point. Text
// is cleared to NULs. A block too short for the point is left as it was.
func (p Point) Clear(block []uint16) {
	if !p.held(block) {
		return
	}
	if p.kind.form == text {
		clear(block[p.offset : p.offset+p.kind.words])
		return
	}
	p.put(block, p.kind.sentinel)
}

func (p *Point) refuse(k fault.Kind, hint string, err error) error {
	return &fault.Error{Op: "encode", Kind: k, Subject: p.name, Hint: hint, Err: err}
}
