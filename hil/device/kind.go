package device

import "math"

// kind is how a value lies in registers.
type kind uint8

// The kinds; where two words make a value the high one is first, or last in
// those that end in "low first".
const (
	u16 kind = iota
	i16
	u32
	i32
	f32
	u32low
	i32low
	f32low
)

func (k kind) words() int {
	if k <= i16 {
		return 1
	}
	return 2
}

func (k kind) lowFirst() bool { return k >= u32low }

// put writes v, rounded and held at the ends of what the kind can say.
func (k kind) put(words []uint16, v float64) {
	if math.IsNaN(v) {
		v = 0
	}
	var raw uint32
	switch k {
	case u16:
		raw = uint32(hold(v, 0, math.MaxUint16))
	case i16:
		raw = uint32(uint16(int16(hold(v, math.MinInt16, math.MaxInt16))))
	case u32, u32low:
		raw = uint32(hold(v, 0, math.MaxUint32))
	case i32, i32low:
		raw = uint32(int32(hold(v, math.MinInt32, math.MaxInt32)))
	case f32, f32low:
		raw = math.Float32bits(float32(v) + 0) // never -0
	}
	if len(words) == 1 {
		words[0] = uint16(raw)
		return
	}
	words[0], words[1] = uint16(raw>>16), uint16(raw)
	if k.lowFirst() {
		words[0], words[1] = words[1], words[0]
	}
}

func hold(v, low, high float64) int64 { return int64(math.Round(min(max(v, low), high))) }

// get reads the value back.
func (k kind) get(words []uint16) float64 {
	raw := uint32(words[0])
	if len(words) == 2 {
		raw = uint32(words[0])<<16 | uint32(words[1])
		if k.lowFirst() {
			raw = uint32(words[1])<<16 | uint32(words[0])
		}
	}
	switch k {
	case i16:
		return float64(int16(raw))
	case i32, i32low:
		return float64(int32(raw))
	case f32, f32low:
		return float64(math.Float32frombits(raw))
	}
	return float64(raw)
}
