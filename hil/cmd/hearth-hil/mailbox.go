package main

import (
	"iter"
	"sync"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// mailbox is what is known of one home at the far end of its uplink.
type mailbox struct {
	answers chan wire.Answer // to what was sent

	mu     sync.Mutex
	up     bool // it has a session
	cut    bool // it may have none
	boot   uint64
	moment energy.Moment
	told   map[uint64]uint64 // the newest report by boot, not acknowledged yet
	asked  time.Time         // it was told that somebody looks
}

func newMailbox() *mailbox {
	return &mailbox{answers: make(chan wire.Answer, 16), told: map[uint64]uint64{}}
}

// take reads a message. One that cannot be read says nothing: the product's own
// gateway makes none.
func (b *mailbox) take(leaf wire.Leaf, payload []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch leaf {
	case wire.LeafStatus:
		if p, err := wire.DecodeStatus(payload); err == nil && p.Online {
			b.boot, b.moment, b.asked = p.Boot, p.Moment, time.Time{}
		}
	case wire.LeafTelemetry:
		if t, err := wire.DecodeTelemetry(payload); err == nil {
			b.telemetry(t)
		}
	case wire.LeafReceipt:
		if a, err := wire.DecodeReceipt(payload); err == nil {
			b.moment = a.Moment
			select {
			case b.answers <- a:
			default: // nobody asked
			}
		}
	}
}

func (b *mailbox) telemetry(t wire.Batch) {
	if t.Boot == b.boot && t.Moment != (energy.Moment{}) {
		b.moment = t.Moment
	}
	if n := len(t.Reports); n > 0 {
		b.told[t.Boot] = max(b.told[t.Boot], t.Reports[n-1].Seq)
	}
}

func (b *mailbox) linked(up bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.up = up
	if !up {
		b.boot = 0 // until it says so again
	}
}

// errands is what is due to be sent to the home: that somebody looks, and what it need
// not keep any longer.
func (b *mailbox) errands(site energy.SiteID, now time.Time) iter.Seq2[string, []byte] {
	b.mu.Lock()
	told, ask := b.told, b.up && b.boot != 0 && now.Sub(b.asked) > asking
	b.told = map[uint64]uint64{}
	if ask {
		b.asked = now
	}
	b.mu.Unlock()
	return func(yield func(string, []byte) bool) {
		for boot, seq := range told {
			if p, err := wire.EncodeStored(boot, seq); err == nil && !yield(wire.SiteTopic(site, wire.LeafStored), p) {
				return
			}
		}
		if p, err := wire.EncodeAsk(wire.Question{ID: 1, Watch: wire.MaxWatch}); ask && err == nil {
			yield(wire.SiteTopic(site, wire.LeafAsk), p)
		}
	}
}

// reached tells whether the home has a session and said of which start it is.
func (b *mailbox) reached() (boot uint64, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.boot, b.up && b.boot != 0
}

func (b *mailbox) now() energy.Moment {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.moment
}

func (b *mailbox) isCut() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.cut
}

func (b *mailbox) setCut(cut bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.cut = cut
	if cut { // what is left of its session is none
		b.up, b.boot = false, 0
	}
}

// empty forgets answers that came too late.
func (b *mailbox) empty() {
	for {
		select {
		case <-b.answers:
		default:
			return
		}
	}
}
