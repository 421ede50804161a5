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
	if e := b.pass(from, unit, address, into); e != 0 {
		return e.fault("read", unit, address)
	}
	return nil
}

// pass is read for what comes in process.
func (b *Bank) pass(from space, unit uint8, address uint16, into []uint16) Exception {
	b = b.keeper(unit)
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.slot(unit)
	if s.passage() != through {
		return NoAnswer
	}
	return b.fetch(s, from, address, into)
}

// WriteHolding writes words to the registers of unit from address on, all of
// them or none. What they command begins with the next Tick. Its errors carry
// the Exception a Modbus master would see; where the reply is lost the write
// was taken and the error is fault.Unknown.
func (b *Bank) WriteHolding(ctx context.Context, unit uint8, address uint16, words []uint16) error {
	if err := ctx.Err(); err != nil {
		return late("write", unit, address, err)
	}
	p, e := b.enter(unit, address, words)
	switch {
	case p == requestLost:
		return unanswered(unit, address)
	case e != 0:
		return e.fault("write", unit, address)
	}
	b.tell(unit, address, words)
	if p == replyLost {
		return unanswered(unit, address)
	}
	return nil
}

// enter takes a write that comes in process.
func (b *Bank) enter(unit uint8, address uint16, words []uint16) (passage, Exception) {
	b = b.keeper(unit)
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.slot(unit)
	p := s.passage()
	if p == requestLost {
		return p, 0
	}
	return p, b.take(s, address, words)
}

// passage is how far a request made in process comes.
type passage uint8

const (
	through passage = iota
	requestLost
	replyLost
)

// passage is that of the next request to s, nil for a unit that is not there. The
// bank's lock is held.
func (s *slot) passage() passage {
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
	b = b.keeper(unit)
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.fetch(b.slot(unit), from, address, into)
}

// fetch is read. The lock is held.
func (b *Bank) fetch(s *slot, from space, address uint16, into []uint16) Exception {
	if len(into) < 1 {
		return IllegalValue
	}
	if !b.answers(s) {
		return NoAnswer
	}
	if e := s.trouble.refusal(reads); e != 0 {
		return e
	}
	return s.fetch(b, from, address, into)
}

func (b *Bank) write(unit uint8, address uint16, words []uint16) Exception {
	k := b.keeper(unit)
	k.mu.Lock()
	e := k.take(k.slot(unit), address, words)
	k.mu.Unlock()
	if e == 0 {
		b.tell(unit, address, words)
	}
	return e
}

// tell passes on a write that was taken.
func (b *Bank) tell(unit uint8, address uint16, words []uint16) {
	if b.onWrite != nil {
		b.onWrite(unit, address, append([]uint16(nil), words...))
	}
}

// take is write. The lock is held.
func (b *Bank) take(s *slot, address uint16, words []uint16) Exception {
	if len(words) < 1 {
		return IllegalValue
	}
	if !b.answers(s) {
		return NoAnswer
	}
	if e := s.trouble.refusal(writes); e != 0 {
		return e
	}
	return s.device.write(s.trouble.shift.apply(address), words, !s.trouble.ignores)
}

// answers tells whether s is there and answers. The lock is held.
func (b *Bank) answers(s *slot) bool { return s != nil && !s.trouble.mute(b.truth.now, b.truth.PV) }
