package gateway

import (
	"encoding/json"
	"sync"

	"github.com/hearthgrid/hearthgrid/edge/driver"
)

// WearState is how often registers that wear were written.
const WearState State = "wear"

// Worn is the writes to one register: of the newest day, and of all.
type Worn struct {
	Day   string `json:"day"` // UTC, as in 2006-01-02
	Today uint64 `json:"today"`
	Total uint64 `json:"total"`
	// Before is what is to be put back, nil for nothing.
	Before *float64 `json:"before,omitempty"`
}

// Wear is all counts, by device and register.
type Wear map[string]map[uint16]Worn

// ledger counts the writes that wear devices. It is kept in memory and handed to
// the keeper, for a pass waits for no disk.
type ledger struct {
	lost bool // the counts kept are damaged: those of the first day are unknown

	mu      sync.Mutex
	counts  Wear
	changed bool
}

var (
	_ driver.Ledger   = (*ledger)(nil)
	_ driver.Borrower = (*ledger)(nil)
)

func newLedger(p Past) *ledger {
	l := &ledger{lost: p.lost(WearState), counts: Wear{}}
	for device, registers := range p.Wear {
		for register, w := range registers {
			l.put(device, register, w)
		}
	}
	return l
}

func (l *ledger) put(device string, register uint16, w Worn) {
	if l.counts[device] == nil {
		l.counts[device] = map[uint16]Worn{}
	}
	l.counts[device][register] = w
}

// Written implements driver.Ledger. A day before the newest counts as that one:
// a clock that was set back earns no new budget.
func (l *ledger) Written(device string, register uint16, day string) uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	w := l.counts[device][register]
	switch {
	case day == "":
		return w.Total
	case l.lost && w.Day == "": // from now on this day is known, and spent
		l.put(device, register, Worn{Day: day, Today: driver.Unknown, Before: w.Before})
		l.changed = true
		return driver.Unknown
	case day <= w.Day:
		return w.Today
	}
	return 0
}

// Count implements driver.Ledger. It never fails.
func (l *ledger) Count(device string, register uint16, day string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	w := l.counts[device][register]
	if day > w.Day {
		w.Day, w.Today = day, 0
	}
	w.Today++
	w.Total++
	l.put(device, register, w)
	l.changed = true
	return nil
}

// Borrow implements driver.Borrower.
func (l *ledger) Borrow(device string, register uint16, value float64) {
	l.owe(device, register, &value)
}

// Return implements driver.Borrower.
func (l *ledger) Return(device string, register uint16) { l.owe(device, register, nil) }

func (l *ledger) owe(device string, register uint16, value *float64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	w := l.counts[device][register]
	if w.Before == nil && value == nil {
		return
	}
	w.Before = value
	l.put(device, register, w)
	l.changed = true
}

// Borrowed implements driver.Borrower.
func (l *ledger) Borrowed(device string, register uint16) (float64, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if w := l.counts[device][register]; w.Before != nil {
		return *w.Before, true
	}
	return 0, false
}

// news returns the counts in the form they are kept in, and false where nothing
// has changed since it was called last.
func (l *ledger) news() ([]byte, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.changed {
		return nil, false
	}
	l.changed = false
	return encode(l.counts), true
}

// all returns a copy of the counts.
func (l *ledger) all() Wear {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out Wear
	if err := json.Unmarshal(encode(l.counts), &out); err != nil {
		panic("BUG: wear has no form: " + err.Error())
	}
	return out
}
