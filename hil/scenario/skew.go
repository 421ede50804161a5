package scenario

import (
	"sync"
	"time"
)

// clock is the gateway's wall clock. Its search for devices and its links read
// it from goroutines of their own.
type clock struct {
	mu   sync.Mutex
	at   time.Time
	skew time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at.Add(c.skew)
}

func (c *clock) set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

func (c *clock) jump(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.skew += by
}
