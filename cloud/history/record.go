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

// appendRecord appends what site said to dst: version, site, then per sample
// its metric, its time less that of the one before, and its IEEE 754 bits.
func appendRecord(dst []byte, site energy.SiteID, list []sample) []byte {
	dst = append(dst, recordVersion, byte(len(site)))
	dst = append(dst, site...)
	before := int64(0)
	for _, s := range list {
		dst = append(dst, byte(s.metric))
		dst = binary.AppendVarint(dst, s.at-before)
		dst = binary.LittleEndian.AppendUint64(dst, math.Float64bits(s.value))
		before = s.at
	}
	return dst
}

// parseRecord is the inverse of appendRecord. It accepts nothing else: a value
// that is not finite or a site that cannot be is refused.
func parseRecord(b []byte) (energy.SiteID, []sample, error) {
	if len(b) < 2 || b[0] != recordVersion || len(b) < 2+int(b[1]) {
		return "", nil, errRecord
	}
	site, err := energy.ParseSiteID(string(b[2 : 2+int(b[1])]))
	if err != nil {
		return "", nil, err
	}
	var list []sample
	before := int64(0)
	for b = b[2+len(site):]; len(b) > 0; {
		s, size := parseSample(b, before)
		if size == 0 {
			return "", nil, errRecord
		}
		list, before, b = append(list, s), s.at, b[size:]
	}
	return site, list, nil
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
