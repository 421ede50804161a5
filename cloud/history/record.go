package history

import (
	"encoding/binary"
	"errors"
	"math"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// recordVersion leads every record of the journal, so that a newer process can
// read what an older one left.
const recordVersion = 1

var errRecord = errors.New("not a record of history")

// record is what one home said, as it is in the journal: version, site, then per
// sample its metric, its time less that of the one before, and its IEEE 754 bits.
type record struct {
	buf    []byte // others may be before it
	before int64
}

// begin starts a record behind what is in buf.
func begin(buf []byte, site energy.SiteID) record {
	buf = append(buf, recordVersion, byte(len(site)))
	return record{buf: append(buf, site...)}
}

func (r *record) add(m Metric, at int64, value float64) {
	r.buf = append(r.buf, byte(m))
	r.buf = binary.AppendVarint(r.buf, at-r.before)
	r.buf = binary.LittleEndian.AppendUint64(r.buf, math.Float64bits(value))
	r.before = at
}

// decimal returns the value with the fewest decimals, at most four, that is v to
// a float32, as which values travel, or v where there is none. The registers of a
// meter are decimal: so 230.1 V is stored as that, in a quarter of the space and
// with less work, and not as 230.10000610351562.
func decimal(v float64) float64 {
	for _, places := range [...]float64{1, 10, 100, 1000, 10000} {
		if short := math.Round(v*places) / places; float32(short) == float32(v) {
			return short
		}
	}
	return v
}

// parseRecord calls use for every sample of a record and returns its site, in
// b's memory. It accepts nothing but what a record holds: a value that is not
// finite is refused. What was used of a record that is refused does not count.
func parseRecord(b []byte, use func(sample)) (site []byte, err error) {
	if len(b) < 2 || b[0] != recordVersion || len(b) < 2+int(b[1]) {
		return nil, errRecord
	}
	site = b[2 : 2+int(b[1])]
	before := int64(0)
	for b = b[2+len(site):]; len(b) > 0; {
		s, size := parseSample(b, before)
		if size == 0 {
			return nil, errRecord
		}
		use(s)
		before, b = s.at, b[size:]
	}
	return site, nil
}

// parseSample returns the sample at the start of b and its size, 0 where there
// is none.
func parseSample(b []byte, before int64) (sample, int) {
	delta, n := binary.Varint(b[1:])
	if n <= 0 || len(b) < 1+n+8 || int(b[0]) >= NumMetrics {
		return sample{}, 0
	}
	value := math.Float64frombits(binary.LittleEndian.Uint64(b[1+n:]))
	if math.IsNaN(value) || math.IsInf(value, 0) {
		return sample{}, 0
	}
	return sample{metric: Metric(b[0]), at: before + delta, value: value}, 1 + n + 8
}
