package ingest

import (
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// sample reads one Sample, and tells whether it is sparse. It returns false for
// one that has what is not read here: a band that is looser, news, or what a
// later version adds.
func sample(b []byte, r *energy.Report, sparse *bool) bool {
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
			ok = reading(f.bytes, at, &s.Grid)
		case 4<<3 | chunk:
			ok = reading(f.bytes, at, &s.Inverter)
		case 5<<3 | chunk:
			ok = reading(f.bytes, at, &s.Battery)
		case 6<<3 | chunk:
			ok = reading(f.bytes, at, &s.PV)
		case 7<<3 | chunk:
			ok = reading(f.bytes, at, &s.Load)
		case 8<<3 | chunk:
			ok = reading(f.bytes, at, &s.SoC)
		case 9<<3 | chunk:
			ok = reading(f.bytes, at, &s.Capacity)
		case 10<<3 | chunk:
			ok = reading(f.bytes, at, &s.MaxCharge)
		case 11<<3 | chunk:
			ok = reading(f.bytes, at, &s.MaxDischarge)
		case 12<<3 | chunk:
			ok = reading(f.bytes, at, &s.Temperature)
		case 13<<3 | chunk:
			ok = reading(f.bytes, at, &s.Voltage)
		case 14<<3 | chunk:
			ok = reading(f.bytes, at, &s.Frequency)
		case 15<<3 | chunk:
			ok = decision(f.bytes, &r.Decision)
		case 16<<3 | chunk:
			ok = reading(f.bytes, at, &s.CellMin)
		case 17<<3 | chunk:
			ok = reading(f.bytes, at, &s.CellMax)
		case 18<<3 | chunk:
			f.again = true
			ok = phase < len(s.Phases) && reading(f.bytes, at, &s.Phases[phase])
			phase++
		case 19<<3 | chunk:
			ok = reading(f.bytes, at, &s.Islanded)
		case 20<<3 | varint:
			*sparse = f.number != 0
		case 21<<3 | varint:
			if f.number != 0 {
				r.Still = at.Add(-millis(f.number))
			}
		default:
			return false
		}
	}
	return ok && f.whole()
}

func reading[T ~float64](b []byte, at time.Time, into *energy.Reading[T]) bool {
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

func decision(b []byte, d *energy.Decision) bool {
	f := fields{rest: b}
	for f.next() {
		switch f.key {
		case 1<<3 | varint:
			d.State = energy.SafetyState(f.number)
		case 2<<3 | varint:
			d.Layer = energy.Layer(f.number)
		case 3<<3 | chunk:
			f.again = true
			if !want(f.bytes, d) {
				return false
			}
		case 4<<3 | word:
			d.Approved = wantOf(f.number)
		case 5<<3 | varint:
			d.Bounds = energy.Bounds(f.number)
		case 6<<3 | varint:
			d.Order = f.number
		case 7<<3 | varint:
			d.LeaseLeft = millis(f.number)
		case 8<<3 | word:
			d.Curtail = wantOf(f.number)
		default:
			return false
		}
	}
	return f.whole()
}

func want(b []byte, d *energy.Decision) bool {
	layer, power := uint64(0), uint64(0)
	f := fields{rest: b}
	for f.next() {
		switch f.key {
		case 1<<3 | varint:
			layer = f.number
		case 2<<3 | word:
			power = f.number
		default:
			return false
		}
	}
	if w := wantOf(power); layer < uint64(energy.NumLayers) && w != (energy.Want{}) {
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
