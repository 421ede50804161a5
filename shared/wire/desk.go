package wire

import (
	"slices"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Desk is where Telemetry messages are taken apart, one after another, into memory
// that is used again: a cloud reads some hundred thousand samples a second. What a
// message means is said by DecodeTelemetry alone. The desk reads those that are as
// gateways send them, without the structs that protobuf makes of them, and leaves to
// it every one that is not, or that has news to tell. The zero Desk is ready; it has
// one user at a time.
type Desk struct {
	batch  Batch
	left   []omission // by report
	sparse bool       // one of them is
	band   Deadband
}

// Room is how many reports it has memory for.
func (d *Desk) Room() int { return cap(d.batch.Reports) }

// Decode returns the batch in payload, as DecodeTelemetry does, with the errors that
// it has. It expects it to be of from, which is one that energy.ParseSiteID takes, and
// is only slower where it is not. The batch is the caller's until the next call.
func (d *Desk) Decode(from energy.SiteID, payload []byte) (*Batch, error) {
	if d.read(from, payload) {
		return &d.batch, nil
	}
	b, err := DecodeTelemetry(payload)
	return &b, err
}

// read takes a message apart, and returns false where it is not of the form that is
// read here.
func (d *Desk) read(from energy.SiteID, payload []byte) bool {
	d.batch = Batch{Site: from, Reports: d.batch.Reports[:0]}
	d.left, d.sparse, d.band = d.left[:0], false, Deadband{}
	f := fields{rest: payload}
	version, named, ok := uint32(0), false, true
	for ok && f.next() {
		switch f.key {
		case 1<<3 | varint:
			version = uint32(f.number)
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
			ok = d.sample(f.bytes)
		case 7<<3 | varint:
			d.batch.Waited = duration(f.number)
		case 8<<3 | chunk:
			ok = readDeadband(f.bytes, &d.band)
		case 15<<3 | chunk:
			d.batch.Moment = decodeMoment(f.bytes)
		default:
			return false
		}
	}
	d.settle()
	return ok && f.whole() && named && version != 0
}

// sample reads the next report of the batch.
func (d *Desk) sample(b []byte) bool {
	i := len(d.batch.Reports)
	d.batch.Reports = slices.Grow(d.batch.Reports, 1)[:i+1]
	r, left := &d.batch.Reports[i], omission{}
	*r = energy.Report{}
	ok := readSample(b, r, &left)
	d.left, d.sparse = append(d.left, left), d.sparse || left != omission{}
	return ok && r.Seq != 0 && r.Seq == d.batch.Reports[0].Seq+uint64(i)
}

// settle gives sparse reports their deadband, which comes behind them.
func (d *Desk) settle() {
	if !d.sparse {
		return
	}
	band := decodeDeadband(&d.band)
	for i, left := range d.left {
		d.batch.Reports[i].Deadband = left.of(band)
	}
}

func readDeadband(b []byte, into *Deadband) bool {
	f := fields{rest: b}
	for f.next() {
		n := uint32(f.number)
		switch f.key {
		case 1<<3 | varint:
			into.HeartbeatMs = f.number
		case 2<<3 | varint:
			into.PowerW = n
		case 3<<3 | varint:
			into.PowerPermille = n
		case 4<<3 | varint:
			into.SocPermille = n
		case 5<<3 | varint:
			into.CapacityWh = n
		case 6<<3 | varint:
			into.VoltageMv = n
		case 7<<3 | varint:
			into.FrequencyMhz = n
		case 8<<3 | varint:
			into.TemperatureMillicelsius = n
		case 9<<3 | varint:
			into.CellMv = n
		case 10<<3 | varint:
			into.CurrentMa = n
		default:
			return false
		}
	}
	return f.whole()
}
