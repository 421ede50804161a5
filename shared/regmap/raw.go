package regmap

// exponent returns the power of ten in force in block, and false where the
// scale factor is not implemented or out of its -10..10.
func (p *Point) exponent(block []uint16) (int, bool) {
	if !p.factor {
		return p.power, true
	}
	if p.scale < 0 || p.scale >= len(block) {
		return 0, false
	}
	n := int(int16(block[p.scale]))
	return n, n >= -10 && n <= 10
}

// held tells whether block is long enough to hold the point.
func (p *Point) held(block []uint16) bool {
	if p.loose {
		return false
	}
	if p.turns && (p.minus < 0 || p.minus >= len(block)) {
		return false
	}
	if p.split {
		return p.offset >= 0 && p.then >= 0 && max(p.offset, p.then) < len(block)
	}
	return p.offset >= 0 && p.offset+p.kind.words <= len(block)
}

// word returns where the i-th word stands, the most significant being 0.
func (p *Point) word(i int) int {
	if p.little {
		i = p.kind.words - 1 - i
	}
	if p.split && i == 1 {
		return p.then
	}
	return p.offset + i
}

// raw returns the point's words as one number.
func (p *Point) raw(block []uint16) uint64 {
	if p.kind.words == 1 {
		return uint64(block[p.offset])
	}
	var v uint64
	for i := range p.kind.words {
		v = v<<16 | uint64(block[p.word(i)])
	}
	return v
}

func (p *Point) put(block []uint16, v uint64) {
	if p.kind.words == 1 {
		block[p.offset] = uint16(v)
		return
	}
	for i := p.kind.words - 1; i >= 0; i-- {
		block[p.word(i)] = uint16(v)
		v >>= 16
	}
}

// powers are those of ten that a scale can have.
var powers = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10}

// scaled returns v * 10^n, for n of -10 to 10. It divides by whole powers rather than
// multiply by fractions, so that 2301 at -1 is exactly the nearest float64 to 230.1.
func scaled(v float64, n int) float64 {
	switch {
	case n == 0:
		return v
	case n < 0:
		return v / powers[-n]
	}
	return v * powers[n]
}
