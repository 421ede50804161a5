package ingest

import (
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// ledger is what was taken and stored of one boot of one home. It is pure.
type ledger struct {
	boot    uint64
	taken   spans
	stored  spans
	dropped uint64    // as the home last told
	moved   time.Time // when stored last moved or nothing waited for it
	told    uint64    // last acknowledged number
	due     bool      // the home is to be told again
	turn    uint64    // which of the home's notices was its last, 0 for none
}

// open starts a ledger. Below what the home can still send all was stored by
// an earlier run of the cloud or given up, so the count goes on from there.
func open(b *wire.Batch, now time.Time) *ledger {
	l := &ledger{boot: b.Boot, moved: now}
	l.begin(b)
	return l
}

// begin raises both sets to what the home can no longer send.
func (l *ledger) begin(b *wire.Batch) {
	if b.Oldest == 0 {
		return
	}
	base := b.Oldest - 1
	if len(b.Reports) > 0 {
		base = min(base, b.Reports[0].Seq-1)
	}
	l.taken.raise(base)
	l.stored.raise(base)
}

// take leaves in b the reports that are new, and returns how many numbers its
// home gave up since the last batch.
func (l *ledger) take(b *wire.Batch, now time.Time) (lost uint64) {
	if b.Dropped > l.dropped {
		lost, l.dropped = b.Dropped-l.dropped, b.Dropped
	}
	l.begin(b)
	if !l.waiting() {
		l.moved = now
	}
	fresh := 0
	for i := range b.Reports {
		seq := b.Reports[i].Seq
		if l.taken.has(seq) {
			l.due = l.due || seq <= l.stored.base
			continue
		}
		l.taken.add(seq)
		if fresh != i {
			b.Reports[fresh] = b.Reports[i]
		}
		fresh++
	}
	b.Reports = b.Reports[:fresh]
	l.due = l.due || l.stored.base > l.told
	return lost
}

// forget lets the reports of b be taken again.
func (l *ledger) forget(b *wire.Batch) {
	for i := range b.Reports {
		l.taken.remove(b.Reports[i].Seq)
	}
}

func (l *ledger) store(seq uint64, now time.Time) {
	l.stored.add(seq)
	l.moved = now
	l.due = l.due || l.stored.base > l.told
}

// tell returns the number to acknowledge, as told.
func (l *ledger) tell() uint64 {
	l.due, l.told = false, l.stored.base
	return l.told
}

// waiting tells whether something taken is not stored yet.
func (l *ledger) waiting() bool {
	return l.taken.base != l.stored.base || !slices.Equal(l.taken.above, l.stored.above)
}

// retake forgets what was taken and not stored within patience, so that its
// resend is taken, and tells whether there was any.
func (l *ledger) retake(now time.Time, patience time.Duration) bool {
	if !l.waiting() || now.Sub(l.moved) < patience {
		return false
	}
	l.taken, l.moved = l.stored.clone(), now
	return true
}
