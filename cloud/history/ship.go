package history

import (
	"context"
	"log/slog"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

const (
	firstPause = 100 * time.Millisecond
	lastPause  = 10 * time.Second
)

// ship carries the journal to the database until ctx ends.
func (w *Writer) ship(ctx context.Context) error {
	var passed passage
	w.pace = w.pace.after(0, time.Now())
	for ctx.Err() == nil {
		from := w.reader.Position()
		more, err := w.fetch()
		if err != nil {
			return err
		}
		w.pace = w.pace.after(w.journal.Between(from, w.reader.Position()), time.Now())
		w.noteDamage()
		if len(w.block.rows) > 0 && !w.deliver(ctx) {
			return nil
		}
		w.accept()
		if err := w.journal.Drop(passed.droppable(w.reader.Segment(), time.Now(), w.cfg.Keep)); err != nil {
			return err
		}
		if !more {
			w.await(ctx)
		}
	}
	return nil
}

// fetch fills the block from the journal, and tells whether there may be more.
// A record that cannot be read is counted as damage.
func (w *Writer) fetch() (more bool, err error) {
	w.block.reset()
	w.old = 0
	for !w.block.full() {
		records, err := w.reader.Next()
		if err != nil || len(records) == 0 {
			return false, err
		}
		for _, record := range records {
			if w.block.add(record) != nil {
				w.counts.unreadable.Add(1)
			}
		}
		if w.reader.Segment() < w.backlog {
			w.old = len(w.block.rows)
		}
	}
	return true, nil
}

// await waits for more in the journal, and then for a block of it. It returns at the
// latest when a segment may be old enough to be dropped.
func (w *Writer) await(ctx context.Context) {
	due := time.NewTimer(w.cfg.Keep / 4)
	defer due.Stop()
	for first := w.pace.at; ; {
		now := time.Now()
		waiting := w.journal.Beyond(w.reader.Position())
		if waiting == 0 {
			first = now
		} else if left := w.pace.after(waiting, now).left(waiting, now.Sub(first), w.cfg.ShipWait); left > 0 {
			due.Reset(left)
		} else {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-due.C:
			return
		case <-w.written:
		}
	}
}

func (w *Writer) noteDamage() {
	before := w.counts.damaged.Swap(w.reader.Corrupt())
	if now := w.reader.Corrupt(); now > before {
		w.log.Warn("journal damage skipped", slog.Uint64("stretches", now-before), slog.Uint64("segment", w.reader.Segment()))
	}
}

// deliver hands the block to the database, for as long as that takes. It
// returns false where ctx ended before it was done.
func (w *Writer) deliver(ctx context.Context) bool {
	for rest := w.block.series(); len(rest) > 0; {
		n := w.client.once(rest)
		if !w.hand(ctx, rest[:n]) {
			return false
		}
		rest = rest[n:]
	}
	w.counts.replayed.Add(uint64(w.old))
	return true
}

// hand is deliver of what goes at once.
func (w *Writer) hand(ctx context.Context, series []run) bool {
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		w.outage.ask(time.Now())
		err := w.client.write(ctx, series)
		switch {
		case err == nil:
			w.answered()
			w.counts.delivered.Add(uint64(samplesOf(series)))
			w.delays.note(series, time.Now())
			return true
		case ctx.Err() != nil:
			return false
		case fault.KindOf(err) == fault.Invalid:
			w.answered()
			w.counts.refused.Add(uint64(samplesOf(series)))
			w.log.Error("the database refuses samples for good", slog.Int("samples", samplesOf(series)), slog.Any("error", err))
			return true
		case pause == firstPause:
			w.outage.begin(err)
			w.log.Warn("the database does not take samples; the journal keeps them", slog.Any("error", err))
		}
		if !wait(ctx, pause) {
			return false
		}
	}
}

// answered notes that the database has dealt with what it was given.
func (w *Writer) answered() {
	if since, was := w.outage.end(); was {
		w.log.Info("the database takes samples again", slog.Duration("after", time.Since(since)))
	}
}

// passage remembers when the database had accepted which segments. The zero
// passage is ready.
type passage struct {
	marks []milestone
}

// milestone says that every segment before the one numbered segment was accepted by
// at.
type milestone struct {
	segment uint64
	at      time.Time
}

// droppable notes that all before segment is accepted at now, and returns the
// segment before which all was accepted for longer than keep.
func (p *passage) droppable(segment uint64, now time.Time, keep time.Duration) uint64 {
	if n := len(p.marks); n == 0 || p.marks[n-1].segment < segment {
		p.marks = append(p.marks, milestone{segment: segment, at: now})
	}
	for len(p.marks) > 1 && now.Sub(p.marks[1].at) > keep {
		p.marks = p.marks[1:]
	}
	if now.Sub(p.marks[0].at) > keep {
		return p.marks[0].segment
	}
	return 0
}
