package history

import (
	"context"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// keep moves reports from the queue to the journal until ctx ends.
func (w *Writer) keep(ctx context.Context) error {
	known := seen{}
	rotated := time.Now()
	for ctx.Err() == nil {
		batch := w.gather(ctx)
		if err := w.store(ctx, known, batch); err != nil {
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
	return w.drain(ctx, known)
}

// gather waits for one batch. It is empty where nothing came for as long as
// half a segment may live, so that an idle segment ends too.
func (w *Writer) gather(ctx context.Context) []told {
	batch := make([]told, 0, min(w.cfg.BatchSize, len(w.queue)+1))
	idle := time.NewTimer(w.cfg.Keep / 2)
	defer idle.Stop()
	select {
	case <-ctx.Done():
		return nil
	case <-idle.C:
		return nil
	case first := <-w.queue:
		batch = append(batch, first)
	}
	full := time.NewTimer(w.cfg.BatchWait)
	defer full.Stop()
	for len(batch) < w.cfg.BatchSize {
		select {
		case <-ctx.Done():
			return batch
		case <-full.C:
			return batch
		case next := <-w.queue:
			batch = append(batch, next)
		}
	}
	return batch
}

// drain stores what was in the queue when ctx ended.
func (w *Writer) drain(ctx context.Context, known seen) error {
	batch := make([]told, 0, len(w.queue))
	for range len(w.queue) {
		batch = append(batch, <-w.queue)
	}
	return w.store(ctx, known, batch)
}

// store makes batch durable and says so. While the journal is full it waits,
// and the queue fills behind it. A batch that ctx ends before it found room is
// counted as dropped, and not acknowledged.
func (w *Writer) store(ctx context.Context, known seen, batch []told) error {
	records := encode(known, batch)
	err := w.journal.Append(records)
	for fault.KindOf(err) == fault.Busy && wait(ctx, w.cfg.BatchWait) {
		err = w.journal.Append(records)
	}
	if fault.KindOf(err) == fault.Busy {
		w.counts.dropped.Add(uint64(len(batch)))
		return nil
	}
	if err != nil {
		return err
	}
	for i := range batch {
		w.sink.Stored(batch[i].site, batch[i].boot, batch[i].seq)
	}
	w.counts.stored.Add(uint64(len(batch)))
	w.wake()
	return nil
}

// encode returns the records of batch. A report that says nothing new has
// none.
func encode(known seen, batch []told) [][]byte {
	var records [][]byte
	for i := range batch {
		fresh := known.fresh(batch[i].site, &batch[i].samples)
		if fresh.n > 0 {
			records = append(records, appendRecord(nil, batch[i].site, fresh.all()))
		}
	}
	return records
}

func (w *Writer) wake() {
	select {
	case w.written <- struct{}{}:
	default:
	}
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
