package main

import "sync"

// window bounds the samples that were sent and not yet taken, so that a load
// saturates what it drives and overruns no queue in it.
type window struct {
	mu          sync.Mutex
	moved       sync.Cond
	sent, taken uint64
	closed      bool
}

// windowSize is below the reports that wait in history before it refuses more.
const windowSize = 16_000

func newWindow() *window {
	w := &window{}
	w.moved.L = &w.mu
	return w
}

// enter waits for room for one sample; false once closed.
func (w *window) enter() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for !w.closed && w.sent >= w.taken+windowSize {
		w.moved.Wait()
	}
	if w.closed {
		return false
	}
	w.sent++
	return true
}

// take tells how many were taken in all, and returns how many were sent.
func (w *window) take(total uint64) (sent uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.taken = total
	w.moved.Broadcast()
	return w.sent
}

// close ends every enter.
func (w *window) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	w.moved.Broadcast()
}
