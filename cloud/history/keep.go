package history

import (
	"context"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// keep moves what waits to the journal until ctx ends.
func (w *Writer) keep(ctx context.Context) error {
	rotated := time.Now()
	for ctx.Err() == nil {
		w.gather(ctx)
		if err := w.store(ctx); err != nil {
			return err
		}
		if time.Since(rotated) < w.cfg.Keep/2 {
			continue
		}
		if err := w.journal.Rotate(); err != nil {
			return err
		}
		rotated = time.Now()
	}
	return w.store(ctx)
}

// gather waits for one batch. It returns where nothing came for as long as half
// a segment may live, so that an idle segment ends too.
func (w *Writer) gather(ctx context.Context) {
	idle := time.NewTimer(w.cfg.Keep / 2)
	defer idle.Stop()
	select {
	case <-ctx.Done():
		return
	case <-idle.C:
		return
	case <-w.queue.some:
	}
	wait := time.NewTimer(w.cfg.BatchWait)
	defer wait.Stop()
	select {
	case <-ctx.Done():
	case <-wait.C:
	case <-w.queue.enough:
	}
}

// store makes durable what waits and says so. While the journal is full it
// waits, and the queue fills behind it. What ctx ends before there was room for
// it is counted as dropped, and not acknowledged.
func (w *Writer) store(ctx context.Context) error {
	w.taken = w.queue.swap(w.taken)
	records := w.taken.records()
	err := w.journal.Append(records)
	for fault.KindOf(err) == fault.Busy {
		w.full.Store(true)
		if !wait(ctx, w.cfg.BatchWait) {
			w.counts.dropped.Add(uint64(len(w.taken.reports)))
			return nil
		}
		err = w.journal.Append(records)
	}
	w.full.Store(false)
	if err != nil {
		return err
	}
	for _, r := range w.taken.reports {
		w.sink.Stored(r.site, r.boot, r.seq)
	}
	w.counts.stored.Add(uint64(len(w.taken.reports)))
	signal(w.written)
	return nil
}

// wait returns true after d, and false where ctx ended before.
func wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
