package fleet

import "sync"

// waiting are those who wait for the next change.
type waiting struct {
	mu   sync.Mutex
	turn chan struct{}
}

// next returns what is closed at the next call of all.
func (w *waiting) next() <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.turn == nil {
		w.turn = make(chan struct{})
	}
	return w.turn
}

func (w *waiting) all() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.turn != nil {
		close(w.turn)
		w.turn = nil
	}
}
