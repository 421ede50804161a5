package bench

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Tap sees the power that a home's battery is commanded to, at the instant in
// which the register is written: WSet of model 704, or OutWRte of model 124
// times WChaMax. It is safe for concurrent use.
type Tap struct {
	control control
	mu      sync.Mutex
	expects func(energy.Watts) bool // nil: nothing is expected
	seen    chan time.Time
}

// Watch taps bank, whose OnWrite it takes. Call it before the bank is served.
// It is fault.Unsupported for a home whose battery takes no commands.
func Watch(bank *device.Bank) (*Tap, error) {
	for _, place := range places {
		c, ok, err := place.open(bank)
		if err != nil {
			return nil, err
		}
		if ok {
			t := &Tap{control: c}
			bank.OnWrite(t.written)
			return t, nil
		}
	}
	return nil, &fault.Error{Op: "tap battery", Kind: fault.Unsupported, Err: errors.New("no unit has model 704 or 124")}
}

// Expect returns where the instant of the next write that matches will be told,
// once. It replaces what was expected before. Matches is called from the
// goroutines of Modbus masters and must be quick.
func (t *Tap) Expect(matches func(energy.Watts) bool) <-chan time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.expects, t.seen = matches, make(chan time.Time, 1)
	return t.seen
}

func (t *Tap) written(unit uint8, address uint16, words []uint16) {
	now := time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	power, ok := t.control.written(unit, address, words)
	if ok && t.expects != nil && t.expects(power) {
		t.expects = nil
		t.seen <- now
	}
}

// read is one request to a bank that is in this process and does not wait.
func read(bank *device.Bank, unit uint8, address uint16, count int) ([]uint16, error) {
	words := make([]uint16, count)
	return words, bank.ReadHolding(context.Background(), unit, address, words)
}
