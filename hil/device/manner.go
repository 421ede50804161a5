package device

import (
	"context"
	"time"
)

// manner is what a wire has to know of one unit before it answers.
type manner struct {
	known    bool
	mute     bool
	delay    time.Duration
	identity identity
	halfOpen uint64
	rival    rival // at this request
}

func (b *Bank) manner(unit uint8) manner {
	b = b.keeper(unit)
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.slot(unit)
	if s == nil {
		return manner{}
	}
	t := &s.trouble
	m := manner{known: true, mute: t.mute(b.truth.now, b.truth.PV), delay: t.delay, identity: t.identity, halfOpen: t.halfOpen}
	if t.meets() {
		m.rival = t.rival
	}
	return m
}

// era is the generation of a connection that is made now.
func (b *Bank) era() uint64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.generation
}

// eviction is how the endpoint keeps to one client: any unit's fault is the
// endpoint's.
func (b *Bank) eviction() eviction {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := range b.slots {
		if e := b.slots[i].trouble.evict; e != noEviction {
			return e
		}
	}
	return noEviction
}

// pause waits for d, and tells whether it did before ctx ended.
func pause(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
