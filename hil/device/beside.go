package device

import (
	"slices"
	"time"
)

// SecondUnit is where the storage inverter of a home's second battery answers.
const SecondUnit uint8 = 12

// Beside puts the equipment of next, a home's second battery, on the same wires:
// requests, breaks and ticks reach it through b. Call it once, before the first
// request; next is then b's alone.
func (b *Bank) Beside(next *Bank) { b.next, b.nextUnits = next, next.Units() }

// keeper returns the bank that has the unit, b where none has.
func (b *Bank) keeper(unit uint8) *Bank {
	if slices.Contains(b.nextUnits, unit) {
		return b.next
	}
	return b
}

func (b *Bank) tickNext(now time.Time) {
	if b.next != nil {
		b.next.Tick(now)
	}
}

// alone is the storage inverter of c alone, as the second of its home.
func (c Config) alone(slots []slot) []slot {
	for _, s := range slots {
		if s.id == c.Shape.Storage() {
			return []slot{{id: SecondUnit, device: s.device}}
		}
	}
	return slots
}
