package fieldbus

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/goburrow/modbus"
)

// The most words one frame may carry (APP 6.3, 6.12).
const (
	mostRead  = 125
	mostWrite = 123
)

// A request is queued until the owner sends it or its caller leaves, whichever
// is first: so a caller that left knows whether anything was sent.
const (
	queued uint32 = iota
	sent
	abandoned
)

// request is one block. The caller fills it, the owner answers it by done and
// touches it no more.
type request struct {
	ctx      context.Context
	function uint8
	unit     uint8
	address  uint16
	count    int
	words    [mostRead]uint16
	stage    atomic.Uint32
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

// claim is the owner's, just before it sends; false: the caller has left.
func (r *request) claim() bool { return r.stage.CompareAndSwap(queued, sent) }

// abandon is the caller's, when it leaves; false: it may have been sent.
func (r *request) abandon() bool { return r.stage.CompareAndSwap(queued, abandoned) }

// finish answers the caller.
func (r *request) finish(err error) {
	r.err = err
	r.done <- struct{}{}
}
