package wire

import (
	"encoding/binary"
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// readSample reads one Sample. It returns false for one that has what is not read
// here: news, or what a later version adds.
func readSample(b []byte, r *energy.Report, left *omission) bool {
	s, at := &r.Snapshot, time.UnixMilli(0)
	f := fields{rest: b}
	s.At = at
	ok, phase := true, 0
	for ok && f.next() {
		switch f.key {
		case 1<<3 | varint:
			r.Seq = f.number
		case 2<<3 | varint:
			at = time.UnixMilli(int64(f.number))
			s.At = at
		case 3<<3 | chunk:
			ok = readInto(f.bytes, at, &s.Grid)
		case 4<<3 | chunk:
			ok = readInto(f.bytes, at, &s.Inverter)
		case 5<<3 | chunk:
			ok = readInto(f.bytes, at, &s.Battery)
		case 6<<3 | chunk:
			ok = readInto(f.bytes, at, &s.PV)
		case 7<<3 | chunk:
			ok = readInto(f.bytes, at, &s.Load)
		case 8<<3 | chunk:
			ok = readInto(f.bytes, at, &s.SoC)
		case 9<<3 | chunk:
			ok = readInto(f.bytes, at, &s.Capacity)
		case 10<<3 | chunk:
			ok = readInto(f.bytes, at, &s.MaxCharge)
		case 11<<3 | chunk:
			ok = readInto(f.bytes, at, &s.MaxDischarge)
		case 12<<3 | chunk:
			ok = readInto(f.bytes, at, &s.Temperature)
		case 13<<3 | chunk:
			ok = readInto(f.bytes, at, &s.Voltage)
		case 14<<3 | chunk:
			ok = readInto(f.bytes, at, &s.Frequency)
		case 15<<3 | chunk:
			ok = readDecision(f.bytes, &r.Decision)
		case 16<<3 | chunk:
			ok = readInto(f.bytes, at, &s.CellMin)
		case 17<<3 | chunk:
			ok = readInto(f.bytes, at, &s.CellMax)
		case 18<<3 | chunk:
			f.again = true
			ok = phase < len(s.Phases) && readInto(f.bytes, at, &s.Phases[phase])
			phase++
		case 19<<3 | chunk:
			ok = readInto(f.bytes, at, &s.Islanded)
		case 20<<3 | varint:
			left.sparse = f.number != 0
		case 21<<3 | varint:
			if f.number != 0 {
				r.Still = at.Add(-duration(f.number))
			}
		case 22<<3 | varint:
			left.loose = uint32(f.number)
		default:
			return false
		}
	}
	return ok && f.whole()
}

// plain reads a Reading of nothing but a value and an age of less than 16 s, which
// most are.
func plain(b []byte) (value float32, age time.Duration, ok bool) {
	const valueKey, ageKey = 1<<3 | word, 2<<3 | varint
	if len(b) < 7 || len(b) > 8 || b[0] != valueKey || b[5] != ageKey {
		return 0, 0, false
	}
	ms := int64(b[6])
	if len(b) == 8 {
		ms = ms&0x7F | int64(b[7])<<7
	}
	ok = b[len(b)-1] < 0x80 && (len(b) == 7 || b[6] >= 0x80)
	return math.Float32frombits(binary.LittleEndian.Uint32(b[1:])), time.Duration(ms) * time.Millisecond, ok
}

func readInto[T ~float64](b []byte, at time.Time, into *energy.Reading[T]) bool {
	if value, age, ok := plain(b); ok {
		*into = energy.Read(T(value), at.Add(-age))
		return true
	}
	var value float32
	var age uint64
	var has, seen, doubtful bool
	f := fields{rest: b}
	for f.next() {
		switch f.key {
		case 1<<3 | word:
			value, has = math.Float32frombits(uint32(f.number)), true
		case 2<<3 | varint:
			age, seen = f.number, true
		case 3<<3 | varint:
			doubtful = f.number != 0
		default:
			return false
		}
	}
	if !f.whole() || age > math.MaxUint32 {
		return false
	}
	if !seen {
		return true
	}
	*into = energy.Read(T(value), at.Add(-time.Duration(age)*time.Millisecond))
	switch {
	case !has:
		*into = into.Lost()
	case doubtful:
		*into = into.Doubt()
	}
	return true
}

func readDecision(b []byte, d *energy.Decision) bool {
	f := fields{rest: b}
	for f.next() {
		switch f.key {
		case 1<<3 | varint:
			d.State = energy.SafetyState(f.number)
		case 2<<3 | varint:
			d.Layer = energy.Layer(f.number)
		case 3<<3 | chunk:
			f.again = true
			if !readWant(f.bytes, d) {
				return false
			}
		case 4<<3 | word:
			d.Approved = wantOf(f.number)
		case 5<<3 | varint:
			d.Bounds = energy.Bounds(f.number)
		case 6<<3 | varint:
			d.Order = f.number
		case 7<<3 | varint:
			d.LeaseLeft = duration(f.number)
		case 8<<3 | word:
			d.Curtail = wantOf(f.number)
		case 9<<3 | varint:
			d.Arm = f.number
		case 10<<3 | varint:
			d.ArmLeft = duration(f.number)
		default:
			return false
		}
	}
	return f.whole()
}

func readWant(b []byte, d *energy.Decision) bool {
	layer, power := uint32(0), uint64(0)
	f := fields{rest: b}
	for f.next() {
		switch f.key {
		case 1<<3 | varint:
			layer = uint32(f.number)
		case 2<<3 | word:
			power = f.number
		default:
			return false
		}
	}
	if w := wantOf(power); layer < uint32(energy.NumLayers) && w != (energy.Want{}) {
		d.Wants[layer] = w
	}
	return f.whole()
}

// wantOf returns none for a power that is not finite.
func wantOf(bits uint64) energy.Want {
	p := energy.Watts(math.Float32frombits(uint32(bits)))
	if !energy.IsFinite(p) {
		return energy.Want{}
	}
	return energy.WantPower(p)
}
