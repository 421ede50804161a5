package load

import (
	"sync"
	"time"
)

// Gate lets samples go.
type Gate interface {
	// Enter waits until n samples may go; false once the gate is closed.
	Enter(n int) bool
	// Close ends every Enter.
	Close()
}

var (
	_ Gate = (*Window)(nil)
	_ Gate = (*Pace)(nil)
)

// Window bounds the samples that were sent and not yet taken, so that a load
// saturates what it drives and overruns no queue in it.
type Window struct {
	mu          sync.Mutex
	moved       sync.Cond
	size        uint64
	sent, taken uint64
	closed      bool
}

// NewWindow returns a window of size samples, of which taken were sent and
// taken before.
func NewWindow(size, taken uint64) *Window {
	w := &Window{size: size, sent: taken, taken: taken}
	w.moved.L = &w.mu
	return w
}

// Enter implements Gate.
func (w *Window) Enter(n int) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for !w.closed && w.sent >= w.taken+w.size {
		w.moved.Wait()
	}
	if w.closed {
		return false
	}
	w.sent += uint64(n)
	return true
}

// Take tells how many samples were taken in all.
func (w *Window) Take(total uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.taken = total
	w.moved.Broadcast()
}

// Close implements Gate.
func (w *Window) Close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	w.moved.Broadcast()
}

// Pace lets one sample go every interval. One that is late goes at once.
type Pace struct {
	interval time.Duration
	mu       sync.Mutex
	next     time.Time
	once     sync.Once
	closed   chan struct{}
}

// NewPace returns a pace that begins at start. The interval is above 0.
func NewPace(start time.Time, interval time.Duration) *Pace {
	return &Pace{interval: interval, next: start, closed: make(chan struct{})}
}

// Enter implements Gate.
func (p *Pace) Enter(n int) bool {
	p.mu.Lock()
	at := p.next
	p.next = at.Add(time.Duration(n) * p.interval)
	p.mu.Unlock()
	due := time.NewTimer(time.Until(at))
	defer due.Stop()
	select {
	case <-p.closed:
		return false
	case <-due.C:
		return true
	}
}

// Close implements Gate.
func (p *Pace) Close() { p.once.Do(func() { close(p.closed) }) }
