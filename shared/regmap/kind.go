package regmap

import (
	"math"
	"strconv"
	"strings"
)

// kind is the wire type of a point.
type kind struct {
	name     string
	words    int
	form     form
	low      float64 // smallest raw value that means itself
	high     float64 // largest raw value that means itself
	sentinel uint64  // the raw value that means "not implemented"
	null     bool    // there is such a value
}

// form is how the words make a value.
type form uint8

const (
	unsigned form = iota
	signed        // two's complement
	real          // IEEE 754
	text
	padding
)

// exact is the largest 64-bit raw value taken as meant: up to it, scaling to a
// float64 and back is off by at most a quarter and so rounds to the same
// integer. As energy it is 1.1 PWh, which no home's counter reaches.
const exact = 1 << 50

// kinds are the SunSpec point types in use, with their unimplemented values
// (SunSpec Information Model Specification, point types).
var kinds = [...]kind{
	{"int16", 1, signed, -math.MaxInt16, math.MaxInt16, 0x8000, true},
	{"uint16", 1, unsigned, 0, math.MaxUint16 - 1, 0xFFFF, true},
	{"count", 1, unsigned, 0, math.MaxUint16 - 1, 0xFFFF, true},
	{"enum16", 1, unsigned, 0, math.MaxUint16 - 1, 0xFFFF, true},
	{"bitfield16", 1, unsigned, 0, math.MaxUint16 - 1, 0xFFFF, true},
	{"sunssf", 1, signed, -10, 10, 0x8000, true},
	{"int32", 2, signed, -math.MaxInt32, math.MaxInt32, 0x80000000, true},
	{"uint32", 2, unsigned, 0, math.MaxUint32 - 1, 0xFFFFFFFF, true},
	{"bitfield32", 2, unsigned, 0, math.MaxUint32 - 1, 0xFFFFFFFF, true},
	{"float32", 2, real, -math.MaxFloat32, math.MaxFloat32, 0x7FC00000, true},
	{"acc32", 2, unsigned, 0, math.MaxUint32, 0, true},
	{"uint64", 4, unsigned, 0, exact, math.MaxUint64, true},
	{"acc64", 4, unsigned, 0, exact, 0, true},
	{"pad", 1, padding, 0, 0, 0x8000, true},
}

// plain are the types of vendors' maps: every raw value means itself, unless
// the map names one that does not.
var plain = [...]kind{
	{"u16", 1, unsigned, 0, math.MaxUint16, 0, false},
	{"i16", 1, signed, math.MinInt16, math.MaxInt16, 0, false},
	{"b16", 1, unsigned, 0, math.MaxUint16, 0, false},
	{"u32", 2, unsigned, 0, math.MaxUint32, 0, false},
	{"i32", 2, signed, math.MinInt32, math.MaxInt32, 0, false},
	{"b32", 2, unsigned, 0, math.MaxUint32, 0, false},
	{"u64", 4, unsigned, 0, exact, 0, false},
	{"f32", 2, real, -math.MaxFloat32, math.MaxFloat32, 0x7FC00000, true},
}

// kindOf returns the type called name among those of a format; stringN is text
// of N words.
func kindOf(among []kind, name string) (kind, bool) {
	for _, k := range among {
		if k.name == name {
			return k, true
		}
	}
	digits, ok := strings.CutPrefix(name, "string")
	n, err := strconv.Atoi(digits)
	if !ok || err != nil || n < 1 || n > maxWords || digits != strconv.Itoa(n) {
		return kind{}, false
	}
	return kind{name: name, words: n, form: text}, true
}

// numeric tells whether the type holds a number.
func (k *kind) numeric() bool { return k.form <= real }

// number returns raw as the type reads it: NaN stays NaN.
func (k *kind) number(raw uint64) float64 {
	switch k.form {
	case signed:
		shift := 64 - 16*k.words
		return float64(int64(raw<<shift) >> shift)
	case real:
		return float64(math.Float32frombits(uint32(raw)))
	}
	return float64(raw)
}

// bits returns the raw value of v, and false where the type cannot hold it.
func (k *kind) bits(v float64) (uint64, bool) {
	if k.form != real {
		v = math.Round(v)
	}
	if !(v >= k.low && v <= k.high) {
		return 0, false
	}
	raw := uint64(int64(v))
	if k.form == real {
		raw = uint64(math.Float32bits(float32(v)))
	}
	return raw & (1<<(16*k.words) - 1), true
}

// means tells whether raw is a value, and not the one for "not implemented".
func (k *kind) means(raw uint64) bool { return !k.null || raw != k.sentinel }

// counts tells whether the type is an accumulator, whose 0 may be written.
func (k *kind) counts() bool { return strings.HasPrefix(k.name, "acc") }

// directed tells whether the type has a sign to flip.
func (k *kind) directed() bool { return k.form == signed || k.form == real }
