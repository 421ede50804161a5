package scenario

import "sync"

// writes collects what masters write, on whichever goroutine serves them, until
// the run takes it in.
type writes struct {
	mu      sync.Mutex
	waiting []noted
	foreign bool // another master writes: that is not the gateway's
}

type noted struct {
	unit    uint8
	address uint16
	words   int
}

func (w *writes) note(unit uint8, address uint16, words []uint16) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.foreign {
		w.waiting = append(w.waiting, noted{unit, address, len(words)})
	}
}

// beside runs act, whose writes are another master's.
func (w *writes) beside(act func() error) error {
	w.set(true)
	defer w.set(false)
	return act()
}

func (w *writes) set(foreign bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.foreign = foreign
}

// take returns what was collected since the last time.
func (w *writes) take() []noted {
	w.mu.Lock()
	defer w.mu.Unlock()
	taken := w.waiting
	w.waiting = nil
	return taken
}
