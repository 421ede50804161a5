package safety

import (
	"encoding/binary"
	"hash/crc32"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Checksum returns the CRC-32 of what was agreed at commissioning: every field
// but Live, in the order of the type, little-endian. A change of the type
// changes it. Who stores Limits stores it with them; this package stores
// nothing.
func (l Limits) Checksum() uint32 {
	l.Live = Live{}
	b, err := binary.Append(nil, binary.LittleEndian, &l)
	if err != nil {
		panic("BUG: Limits hold what has no fixed size: " + err.Error())
	}
	return crc32.ChecksumIEEE(b)
}

// Checked returns l and true where sum is its checksum and it has no flaw,
// else Cautious and false, which is an alarm.
func Checked(l Limits, sum uint32) (Limits, bool) {
	if l.Checksum() != sum || l.Flaw() != "" {
		return Cautious(), false
	}
	return l, true
}

// Cautious returns the limits for a home whose own are lost: its battery is
// held at 0 W and its PV to what the home draws.
func Cautious() Limits {
	const age = 5 * time.Second // G100, AS/NZS 4777
	return Limits{
		Reserve: 1, MaxSoC: 1, Export: Cap{Limited: true},
		Ages:   Ages{Grid: age, Battery: age, SoC: time.Minute, Temperature: time.Minute, Cells: time.Minute},
		Settle: 3 * time.Second, Hold: 10 * time.Second,
		Live: Live{Reserve: energy.Ratio(1), Still: true},
	}
}
