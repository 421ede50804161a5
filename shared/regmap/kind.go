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
	signed   bool
	low      float64 // smallest raw value that means itself
	high     float64 // largest raw value that means itself
	sentinel uint64  // the raw value that means "not implemented"
	numeric  bool
}

// exact is the largest 64-bit raw value taken as meant: up to it, scaling to a
// float64 and back is off by at most a quarter and so rounds to the same
// integer. As energy it is 1.1 PWh, which no home's counter reaches.
const exact = 1 << 50

// kinds are the SunSpec point types in use, with their unimplemented values
// (SunSpec Information Model Specification, point types).
var kinds = [...]kind{
	{"int16", 1, true, -math.MaxInt16, math.MaxInt16, 0x8000, true},
	{"uint16", 1, false, 0, math.MaxUint16 - 1, 0xFFFF, true},
	{"count", 1, false, 0, math.MaxUint16 - 1, 0xFFFF, true},
	{"enum16", 1, false, 0, math.MaxUint16 - 1, 0xFFFF, true},
	{"bitfield16", 1, false, 0, math.MaxUint16 - 1, 0xFFFF, true},
	{"sunssf", 1, true, -10, 10, 0x8000, true},
	{"int32", 2, true, -math.MaxInt32, math.MaxInt32, 0x80000000, true},
	{"uint32", 2, false, 0, math.MaxUint32 - 1, 0xFFFFFFFF, true},
	{"bitfield32", 2, false, 0, math.MaxUint32 - 1, 0xFFFFFFFF, true},
	{"acc32", 2, false, 0, math.MaxUint32, 0, true},
	{"uint64", 4, false, 0, exact, math.MaxUint64, true},
	{"acc64", 4, false, 0, exact, 0, true},
	{"pad", 1, false, 0, 0, 0x8000, false},
}

// kindOf returns the type called name; stringN is text of N words.
func kindOf(name string) (kind, bool) {
	for _, k := range kinds {
		if k.name == name {
			return k, true
		}
	}
	digits, ok := strings.CutPrefix(name, "string")
	n, err := strconv.Atoi(digits)
	if !ok || err != nil || n < 1 || n > maxWords || digits != strconv.Itoa(n) {
		return kind{}, false
	}
	return kind{name: name, words: n}, true
}

// text tells whether the type holds characters.
func (k kind) text() bool { return strings.HasPrefix(k.name, "string") }

// number returns raw as the type reads it.
func (k kind) number(raw uint64) float64 {
	if !k.signed {
		return float64(raw)
	}
	shift := 64 - 16*k.words
	return float64(int64(raw<<shift) >> shift)
}
