package device

import (
	"context"
	"time"
)

// patience is a master's usual reply timeout. In process nothing waits: a
// reply that would come later than this is lost.
const patience = time.Second

// ReadHolding fills into with the registers of unit from address on, all of
// one instant and as many as are asked for: the limit of a request is the
// wire's. Its errors carry the Exception a Modbus master would see.
func (b *Bank) ReadHolding(ctx context.Context, unit uint8, address uint16, into []uint16) error {
	return b.readInto(ctx, holding, unit, address, into)
}

// ReadInput is ReadHolding for input registers. SunSpec equipment has none.
func (b *Bank) ReadInput(ctx context.Context, unit uint8, address uint16, into []uint16) error {
	return b.readInto(ctx, inputs, unit, address, into)
}

func (b *Bank) readInto(ctx context.Context, from space, unit uint8, address uint16, into []uint16) error {
	if err := ctx.Err(); err != nil {
		return late("read", unit, address, err)
	}
	if b.passage(unit) != through {
		return NoAnswer.fault("read", unit, address)
	}
	if e := b.read(from, unit, address, into); e != 0 {
		return e.fault("read", unit, address)
	}
	return nil
}

// WriteHolding writes words to the registers of unit from address on, all of
// them or none. What they command begins with the next Tick. Its errors carry
// the Exception a Modbus master would see; where the reply is lost the write
// was taken and the error is fault.Unknown.
func (b *Bank) WriteHolding(ctx context.Context, unit uint8, address uint16, words []uint16) error {
	if err := ctx.Err(); err != nil {
		return late("write", unit, address, err)
	}
	p := b.passage(unit)
	if p == requestLost {
		return unanswered(unit, address)
	}
	if e := b.write(unit, address, words); e != 0 {
		return e.fault("write", unit, address)
	}
	if p == replyLost {
		return unanswered(unit, address)
	}
	return nil
}

// passage is how far a request made in process comes.
type passage uint8

const (
	through passage = iota
	requestLost
	replyLost
)

func (b *Bank) passage(unit uint8) passage {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.slot(unit)
	switch {
	case s == nil:
		return through
	case s.trouble.halfOpen > 0:
		return requestLost
	case s.trouble.delay >= patience, s.trouble.identity != echoed, s.trouble.meets():
		return replyLost
	}
	return through
}

func (b *Bank) read(from space, unit uint8, address uint16, into []uint16) Exception {
	if len(into) < 1 {
		return IllegalValue
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.answering(unit)
	if s == nil {
		return NoAnswer
	}
	if e := s.trouble.refusal(reads); e != 0 {
		return e
	}
	return s.fetch(b, from, address, into)
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
	s := b.answering(unit)
	if s == nil {
		return NoAnswer
	}
	if e := s.trouble.refusal(writes); e != 0 {
		return e
	}
	return s.device.write(s.trouble.shift.apply(address), words, !s.trouble.ignores)
}

// answering returns the unit where it answers. The lock is held.
func (b *Bank) answering(unit uint8) *slot {
	s := b.slot(unit)
	if s == nil || s.trouble.mute(b.truth.now, b.truth.PV) {
		return nil
	}
	return s
}
