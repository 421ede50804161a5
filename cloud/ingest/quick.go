package ingest

import (
	"bytes"
	"encoding/binary"
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// desk is where a Telemetry message is taken apart, into memory that is used
// again. What a message means is said by wire.DecodeTelemetry alone: the desk
// reads those that are as gateways send them, several times sooner, and leaves
// to it every one that is not, or that has what the desk does not know.
type desk struct {
	batch  wire.Batch
	sparse []bool // by report
	band   []byte // of the message, nil where it has none
	known  []byte // a deadband as it is sent,
	means  energy.Deadband
}

// decode returns the batch in payload, as wire.DecodeTelemetry does. It is valid
// until the next call.
func (d *desk) decode(from energy.SiteID, payload []byte) (*wire.Batch, error) {
	if d.read(from, payload) && d.settle() {
		return &d.batch, nil
	}
	b, err := wire.DecodeTelemetry(payload)
	if err != nil {
		return &b, err
	}
	d.learn(b.Reports)
	return &b, nil
}

// settle gives sparse reports their deadband, where it is the one seen last.
func (d *desk) settle() bool {
	if d.band != nil && !bytes.Equal(d.band, d.known) {
		return false
	}
	for i, sparse := range d.sparse {
		if sparse && d.band != nil {
			d.batch.Reports[i].Deadband = d.means
		}
	}
	return true
}

// learn notes what the deadband of a message means. Homes have few.
func (d *desk) learn(reports []energy.Report) {
	for i, sparse := range d.sparse {
		if sparse && d.band != nil && len(reports) == len(d.sparse) {
			d.known, d.means = bytes.Clone(d.band), reports[i].Deadband
			return
		}
	}
}

// read takes a message apart, and returns false where it is not of the form that
// is read here.
func (d *desk) read(from energy.SiteID, payload []byte) bool {
	d.batch = wire.Batch{Site: from, Reports: d.batch.Reports[:0]}
	d.sparse, d.band = d.sparse[:0], nil
	f := fields{rest: payload}
	version, named := uint64(0), false
	for f.next() {
		switch f.key {
		case 1<<3 | varint:
			version = f.number
		case 2<<3 | chunk:
			named = string(f.bytes) == string(from)
		case 3<<3 | varint:
			d.batch.Boot = f.number
		case 4<<3 | varint:
			d.batch.Oldest = f.number
		case 5<<3 | varint:
			d.batch.Dropped = f.number
		case 6<<3 | chunk:
			f.again = true
			if !d.sample(f.bytes) {
				return false
			}
		case 7<<3 | varint:
			d.batch.Waited = millis(f.number)
		case 8<<3 | chunk:
			d.band = f.bytes
		case 15<<3 | chunk:
			if len(f.bytes) == len(d.batch.Moment) {
				copy(d.batch.Moment[:], f.bytes)
			}
		default:
			return false
		}
	}
	return f.whole() && named && uint32(version) != 0
}

func (d *desk) sample(b []byte) bool {
	d.batch.Reports = append(d.batch.Reports, energy.Report{})
	d.sparse = append(d.sparse, false)
	i := len(d.sparse) - 1
	r := &d.batch.Reports[i]
	if !sample(b, r, &d.sparse[i]) || r.Seq == 0 {
		return false
	}
	return r.Seq == d.batch.Reports[0].Seq+uint64(i)
}

func millis(ms uint64) time.Duration {
	const most = uint64(math.MaxInt64) / uint64(time.Millisecond)
	return time.Duration(min(ms, most)) * time.Millisecond
}

// Kinds of fields: protobuf, encoding, message structure.
const (
	varint = 0
	chunk  = 2
	word   = 5
)

// fields walks a message whose fields are in order of their numbers, each once
// but those that are said to come again.
type fields struct {
	rest   []byte
	key    uint64 // number and kind
	number uint64 // of a varint or word
	bytes  []byte // of a chunk
	again  bool   // the field just seen may be repeated
	broken bool
}

// whole tells whether the walk came to the end of the message.
func (f *fields) whole() bool { return !f.broken && len(f.rest) == 0 }

func (f *fields) next() bool {
	if len(f.rest) == 0 || f.broken {
		return false
	}
	key, ok := f.uvarint()
	f.broken = !ok || key < f.key || key == f.key && !f.again || !f.value(key)
	f.key, f.again = key, false
	return !f.broken
}

func (f *fields) value(key uint64) (ok bool) {
	switch key & 7 {
	case varint:
		f.number, ok = f.uvarint()
		return ok
	case chunk:
		n, ok := f.uvarint()
		if !ok || n > uint64(len(f.rest)) {
			return false
		}
		f.bytes, f.rest = f.rest[:n:n], f.rest[n:]
		return true
	case word:
		if len(f.rest) < 4 {
			return false
		}
		f.number, f.rest = uint64(binary.LittleEndian.Uint32(f.rest)), f.rest[4:]
		return true
	}
	return false
}

func (f *fields) uvarint() (uint64, bool) {
	if len(f.rest) > 0 && f.rest[0] < 0x80 {
		v := uint64(f.rest[0])
		f.rest = f.rest[1:]
		return v, true
	}
	v, n := binary.Uvarint(f.rest)
	if n <= 0 {
		return 0, false
	}
	f.rest = f.rest[n:]
	return v, true
}
