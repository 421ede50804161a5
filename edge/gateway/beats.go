package gateway

import (
	"sync/atomic"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/local"
)

// beats counts how the passes keep to their ticks. One goroutine writes it.
type beats struct {
	passes, overrun, skipped atomic.Uint64
	last, most, late         atomic.Int64 // ns
	due                      time.Time    // of the pass before
}

// count takes a pass that was due at one time, began at another and ended.
func (b *beats) count(due, begun, ended time.Time, tick time.Duration) {
	took := ended.Sub(begun)
	b.passes.Add(1)
	if took > tick {
		b.overrun.Add(1)
	}
	if !b.due.IsZero() {
		b.skipped.Add(uint64(max(0, due.Sub(b.due).Round(tick)/tick-1)))
	}
	b.due = due
	b.last.Store(int64(took))
	b.most.Store(max(b.most.Load(), int64(took)))
	b.late.Store(max(b.late.Load(), int64(begun.Sub(due))))
}

func (b *beats) told() local.Loop {
	return local.Loop{
		Passes: b.passes.Load(), Overrun: b.overrun.Load(), Skipped: b.skipped.Load(),
		LastMS: milliseconds(b.last.Load()), MostMS: milliseconds(b.most.Load()), LateMS: milliseconds(b.late.Load()),
	}
}

func milliseconds(ns int64) float64 { return float64(ns) / float64(time.Millisecond) }
