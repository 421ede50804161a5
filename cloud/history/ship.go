package history

import (
	"context"
	"log/slog"
	"time"

	"github.com/VictoriaMetrics/VictoriaMetrics/lib/prompb"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

const (
	firstPause = 100 * time.Millisecond
	lastPause  = 10 * time.Second
)

// ship carries the journal to the database until ctx ends.
func (w *Writer) ship(ctx context.Context) error {
	var passed passage
	for ctx.Err() == nil {
		records, err := w.reader.Next()
		if err != nil {
			return err
		}
		w.noteDamage()
		if len(records) > 0 && !w.deliver(ctx, records) {
			return nil
		}
		if err := w.journal.Drop(passed.droppable(w.reader.Segment(), time.Now(), w.cfg.Keep)); err != nil {
			return err
		}
		if len(records) == 0 {
			w.await(ctx)
		}
	}
	return nil
}

// await waits for more in the journal, or for a segment to be old enough.
func (w *Writer) await(ctx context.Context) {
	timer := time.NewTimer(w.cfg.Keep / 4)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-w.written:
	case <-timer.C:
	}
}

func (w *Writer) noteDamage() {
	before := w.counts.damaged.Swap(w.reader.Corrupt())
	if now := w.reader.Corrupt(); now > before {
		w.log.Warn("journal damage skipped", slog.Uint64("stretches", now-before), slog.Uint64("segment", w.reader.Segment()))
	}
}

// deliver hands records to the database, for as long as that takes. It returns
// false where ctx ended before it was done.
func (w *Writer) deliver(ctx context.Context, records [][]byte) bool {
	series := w.series(records)
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		err := w.client.write(ctx, series)
		switch {
		case err == nil:
			w.delivered(len(series))
			return true
		case ctx.Err() != nil:
			return false
		case fault.KindOf(err) == fault.Invalid:
			w.counts.refused.Add(uint64(len(series)))
			w.log.Error("the database refuses samples for good", slog.Int("samples", len(series)), slog.Any("error", err))
			return true
		case pause == firstPause:
			w.log.Warn("the database does not take samples; the journal keeps them", slog.Any("error", err))
		}
		if !wait(ctx, pause) {
			return false
		}
	}
}

func (w *Writer) delivered(n int) {
	w.counts.delivered.Add(uint64(n))
	if w.reader.Segment() < w.backlog {
		w.counts.replayed.Add(uint64(n))
	}
}

// series returns the samples of records in the form the database takes. A
// record that cannot be read is counted as damage.
func (w *Writer) series(records [][]byte) []prompb.TimeSeries {
	out := make([]prompb.TimeSeries, 0, len(records)*NumMetrics)
	for _, record := range records {
		site, list, err := parseRecord(record)
		if err != nil {
			w.counts.unreadable.Add(1)
			continue
		}
		for _, s := range list {
			out = append(out, prompb.TimeSeries{
				Labels:  []prompb.Label{{Name: "__name__", Value: s.metric.String()}, {Name: "site", Value: string(site)}},
				Samples: []prompb.Sample{{Value: s.value, Timestamp: s.at}},
			})
		}
	}
	return out
}

// passage remembers when the database had accepted which segments. The zero
// passage is ready.
type passage struct {
	marks []mark
}

// mark says that every segment before the one numbered segment was accepted by
// at.
type mark struct {
	segment uint64
	at      time.Time
}

// droppable notes that all before segment is accepted at now, and returns the
// segment before which all was accepted for longer than keep.
func (p *passage) droppable(segment uint64, now time.Time, keep time.Duration) uint64 {
	if n := len(p.marks); n == 0 || p.marks[n-1].segment < segment {
		p.marks = append(p.marks, mark{segment: segment, at: now})
	}
	for len(p.marks) > 1 && now.Sub(p.marks[1].at) > keep {
		p.marks = p.marks[1:]
	}
	if now.Sub(p.marks[0].at) > keep {
		return p.marks[0].segment
	}
	return 0
}
