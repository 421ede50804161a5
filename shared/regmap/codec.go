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
	if !ok || !p.held(block) || !p.kind.numeric {
		return 0, false
	}
	raw := p.raw(block)
	v := p.kind.number(raw)
	if raw == p.kind.sentinel || v < p.kind.low || v > p.kind.high {
		return 0, false
	}
	v = scaled(v, n)
	if p.flip && v != 0 {
		v = -v
	}
	return v, true
}

// Encode writes v, in the map's unit and generator reference, to the point in
// block, rounded to the point's resolution. It fails with Invalid where the
// value is not finite or does not fit, with Unsupported where the scale factor
// is not implemented, and leaves block as it was. Whether the device takes
// the write is the caller's concern: see Writable. A 0 in an accumulator is
// written, and means "nothing accumulated".
func (p Point) Encode(block []uint16, v float64) error {
	if !p.kind.numeric || !p.held(block) {
		return p.refuse(fault.Invalid, "use a numeric point and a whole model image", fmt.Errorf("%d words cannot take %s", len(block), p.kind.name))
	}
	n, ok := p.exponent(block)
	if !ok {
		return p.refuse(fault.Unsupported, "the device does not support this point", fmt.Errorf("scale factor not implemented"))
	}
	if p.flip {
		v = -v
	}
	raw := math.Round(scaled(v, -n))
	if !(raw >= p.kind.low && raw <= p.kind.high) {
		return p.refuse(fault.Invalid, fmt.Sprintf("want %g to %g", scaled(p.kind.low, n), scaled(p.kind.high, n)), fmt.Errorf("register value %g out of range", scaled(raw, n)))
	}
	p.put(block, uint64(int64(raw)))
	return nil
}

// Clear writes the raw value that means "not implemented" to the point. Text
// is cleared to NULs. A block too short for the point is left as it was.
func (p Point) Clear(block []uint16) {
	if !p.held(block) {
		return
	}
	if p.kind.text() {
		clear(block[p.offset : p.offset+p.kind.words])
		return
	}
	p.put(block, p.kind.sentinel)
}

func (p Point) refuse(k fault.Kind, hint string, err error) error {
	return &fault.Error{Op: "encode", Kind: k, Subject: p.name, Hint: hint, Err: err}
}
