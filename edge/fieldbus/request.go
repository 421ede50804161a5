package fieldbus

import (
	"context"
	"time"

	"github.com/goburrow/modbus"
)

// The most words one frame may carry (APP 6.3, 6.12).
const (
	mostRead  = 125
	mostWrite = 123
)

// block is what one frame asks for: registers of one unit.
type block struct {
	function uint8
	unit     uint8
	address  uint16
	count    int
	words    [mostRead]uint16
}

// end is the address behind the last register.
func (b *block) end() int { return int(b.address) + b.count }

func (b *block) writes() bool { return b.function == modbus.FuncCodeWriteMultipleRegisters }

// request is one caller's block. The caller fills it and queues it; who takes
// it from the queue, the owner to send it or the caller to leave, has it alone,
// so a caller that left knows whether anything was sent.
type request struct {
	block
	ctx      context.Context
	priority Priority
	alone    bool // was refused as part of a merged read
	err      error
	done     chan struct{}
}

func newRequest() *request { return &request{done: make(chan struct{}, 1)} }

// ask makes r a read of count words by function.
func (r *request) ask(function, unit uint8, address uint16, count int) {
	r.function, r.unit, r.address, r.count = function, unit, address, count
}

// order makes r a write of words.
func (r *request) order(unit uint8, address uint16, words []uint16) {
	r.function, r.unit, r.address = modbus.FuncCodeWriteMultipleRegisters, unit, address
	r.count = copy(r.words[:], words)
}

// late tells whether the caller has left or is about to. A context ends a moment
// after its deadline: what was sent in between would end as a lost connection,
// and cost the next unit its turn.
func (r *request) late(now time.Time) bool {
	deadline, ok := r.ctx.Deadline()
	return r.ctx.Err() != nil || ok && !now.Before(deadline)
}

// finish answers the caller. The owner touches r no more.
func (r *request) finish(err error) {
	r.err = err
	r.done <- struct{}{}
}
