package device

import (
	"context"
	"sync"
	"time"
)

// The most registers of one request (Modbus Application Protocol 6.3, 6.12).
const (
	maxRead  = 125
	maxWrite = 123
)

// Bank is all Modbus units of one home. It is safe for concurrent use, except
// OnWrite, which is set before the first request.
type Bank struct {
	mu      sync.Mutex
	home    Home
	units   map[uint8]*unit
	silent  map[uint8]bool
	truth   truth
	onWrite func(unit uint8, address uint16, words []uint16)
}

// New builds the equipment that c describes around home, with the home's
// truth at now in its registers. An impossible Config is fault.Invalid.
func New(c Config, home Home, now time.Time) (*Bank, error) {
	if err := c.validate(); err != nil {
		return nil, err
	}
	b := &Bank{home: home, silent: map[uint8]bool{}, units: map[uint8]*unit{MeterUnit: newMeter(c)}}
	if c.Shape == Hybrid {
		b.units[InverterUnit] = newHybrid(c, max(c.Battery, c.PV))
	} else {
		b.units[InverterUnit], b.units[StorageUnit] = newPV(c), newStorage(c)
	}
	b.truth.now = now
	b.Tick(now)
	return b, nil
}

// OnWrite has f called after every write that was taken, with a copy of its
// words, outside the Bank's lock. Set it before serving.
func (b *Bank) OnWrite(f func(unit uint8, address uint16, words []uint16)) { b.onWrite = f }

// Tick moves the home's truth at now into the registers, runs the reversion
// timers, and commands the home as the registers ask. Call it from the
// goroutine that owns the home, after each step of its physics.
func (b *Bank) Tick(now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.observe(now)
	var o order
	for _, u := range b.units {
		u.refresh(b.truth)
		if u.command != nil {
			o = u.command(b.truth)
		}
	}
	if o.given {
		b.home.SetBattery(o.power)
		return
	}
	b.home.Release()
}

// observe takes the home's state and counts the meter's energy since the last.
func (b *Bank) observe(now time.Time) {
	t := &b.truth
	t.State = b.home.State()
	moved := t.Grid.Over(max(0, now.Sub(t.now)))
	t.exported += max(0, moved)
	t.imported += max(0, -moved)
	t.now = now
}

// ReadHolding fills into with the registers of unit from address on, all of
// one instant and as many as are asked for: the limit of a request is the
// wire's. Its errors carry the Exception a Modbus master would see.
func (b *Bank) ReadHolding(ctx context.Context, unit uint8, address uint16, into []uint16) error {
	if err := ctx.Err(); err != nil {
		return late("read", unit, address, err)
	}
	if e := b.read(unit, address, into); e != 0 {
		return e.fault("read", unit, address)
	}
	return nil
}

// ReadInput is ReadHolding for input registers: SunSpec equipment has none.
func (b *Bank) ReadInput(ctx context.Context, unit uint8, address uint16, _ []uint16) error {
	if err := ctx.Err(); err != nil {
		return late("read", unit, address, err)
	}
	if b.mute(unit) {
		return NoAnswer.fault("read", unit, address)
	}
	return IllegalFunction.fault("read", unit, address)
}

func (b *Bank) read(unit uint8, address uint16, into []uint16) Exception {
	if len(into) < 1 {
		return IllegalValue
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	u, ok := b.answering(unit)
	if !ok {
		return NoAnswer
	}
	words, ok := u.window(address, len(into))
	if !ok {
		return IllegalAddress
	}
	copy(into, words)
	return 0
}

// WriteHolding writes words to the registers of unit from address on, all of
// them or none. What they command begins with the next Tick. Its errors carry
// the Exception a Modbus master would see.
func (b *Bank) WriteHolding(ctx context.Context, unit uint8, address uint16, words []uint16) error {
	if err := ctx.Err(); err != nil {
		return late("write", unit, address, err)
	}
	if e := b.write(unit, address, words); e != 0 {
		return e.fault("write", unit, address)
	}
	return nil
}

func (b *Bank) write(unit uint8, address uint16, words []uint16) Exception {
	if len(words) < 1 {
		return IllegalValue
	}
	if e := b.take(unit, address, words); e != 0 {
		return e
	}
	if b.onWrite != nil {
		b.onWrite(unit, address, append([]uint16(nil), words...))
	}
	return 0
}

func (b *Bank) take(unit uint8, address uint16, words []uint16) Exception {
	b.mu.Lock()
	defer b.mu.Unlock()
	u, ok := b.answering(unit)
	if !ok {
		return NoAnswer
	}
	return u.write(address, words)
}
