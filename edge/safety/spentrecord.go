package safety

import (
	"encoding/binary"
	"errors"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// A record of Spent is its version, the way of the last swing, the swings in
// minutes of Unix (0: none), and hours: minute and steps of energy. All of that
// big-endian, and its CRC-32 behind it.
const (
	spentVersion = 1
	spentSize    = 2 + 4*maxSwings + 8*dayHours + sumSize
)

// MarshalBinary returns p for UnmarshalBinary after a restart. It never fails.
func (p Spent) MarshalBinary() ([]byte, error) {
	b := append(make([]byte, 0, spentSize), spentVersion, byte(int8(p.way)))
	for _, t := range p.swings {
		b = binary.BigEndian.AppendUint32(b, minutes(t))
	}
	for _, h := range p.hours {
		b = binary.BigEndian.AppendUint32(b, minutes(h.from))
		b = binary.BigEndian.AppendUint32(b, uint32(steps(min(h.energy, mostSpent))/spentStep))
	}
	return summed(b), nil
}

// UnmarshalBinary sets p to what MarshalBinary recorded. A record that is
// damaged is refused and leaves p with nothing left for as long as it looks
// back, for it may have been so: a time far ahead is now at any start.
func (p *Spent) UnmarshalBinary(b []byte) error {
	body, ok := unsummed(b, spentVersion, spentSize)
	if !ok {
		*p = allSpent(minute(1<<32 - 1))
		return errors.New("record of what was spent: damaged or of another version: no swing for an hour and no energy for a day")
	}
	way := energy.Watts(int8(body[1]))
	*p = Spent{way: max(-1, min(way, 1))}
	body = body[2:]
	next := func() uint32 {
		n := binary.BigEndian.Uint32(body)
		body = body[4:]
		return n
	}
	for i := range p.swings {
		p.swings[i] = minute(next())
	}
	for i := range p.hours {
		p.hours[i].from = minute(next())
		p.hours[i].energy = min(energy.WattHours(next())*spentStep, mostSpent)
	}
	return nil
}

func minutes(t time.Time) uint32 {
	if t.IsZero() {
		return 0
	}
	return uint32(min(max(1, t.Unix()/60), 1<<32-1))
}

func minute(n uint32) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(60*int64(n), 0)
}
