package safety

import (
	"encoding/binary"
	"errors"
	"time"
)

// recordVersion is the first byte of a record of Excursions. Behind it are
// flags, the times in nanoseconds of Unix (0: none) and the CRC-32 of all of
// that, big-endian. It changes only where something happened.
const recordVersion = 1

const (
	flagLocked = 1
	recordSize = 2 + 8*(1+dayEvents+ownersResets) + sumSize
)

// MarshalBinary returns e for UnmarshalBinary after a restart. It never fails.
func (e Excursions) MarshalBinary() ([]byte, error) {
	var flags byte
	if e.locked {
		flags |= flagLocked
	}
	from := e.from
	if e.counted {
		from = time.Time{}
	}
	b := append(make([]byte, 0, recordSize), recordVersion, flags)
	b = binary.BigEndian.AppendUint64(b, stamp(from))
	for _, t := range e.events {
		b = binary.BigEndian.AppendUint64(b, stamp(t))
	}
	for _, t := range e.resets {
		b = binary.BigEndian.AppendUint64(b, stamp(t))
	}
	return summed(b), nil
}

// UnmarshalBinary sets e to what MarshalBinary recorded. A record that is
// damaged is refused and leaves e locked out, for it may have been. An
// excursion under way when it was recorded counts as an event: nobody saw its
// end.
func (e *Excursions) UnmarshalBinary(b []byte) error {
	*e = Excursions{locked: true}
	b, ok := unsummed(b, recordVersion, recordSize)
	if !ok {
		return errors.New("record of excursions: damaged or of another version: ask an installer to reset it")
	}
	next := func() time.Time {
		n := binary.BigEndian.Uint64(b[2:])
		b = b[8:]
		return moment(n)
	}
	flags := b[1]
	from := next()
	*e = Excursions{locked: flags&flagLocked != 0}
	for i := range e.events {
		e.events[i] = next()
	}
	for i := range e.resets {
		e.resets[i] = next()
	}
	if !from.IsZero() {
		*e = e.count(from)
		e.counted = false
	}
	return nil
}

func stamp(t time.Time) uint64 {
	if t.IsZero() {
		return 0
	}
	return uint64(t.UnixNano())
}

func moment(n uint64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, int64(n))
}
