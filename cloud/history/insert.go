package history

import (
	"errors"

	"github.com/VictoriaMetrics/VictoriaMetrics/app/vmstorage"
	"github.com/VictoriaMetrics/VictoriaMetrics/lib/prompb"
	"github.com/VictoriaMetrics/VictoriaMetrics/lib/storage"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// inserter is a transport whose database takes samples as they are. Without it
// they travel as a remote write.
type inserter interface {
	insert(series []run) error
}

var _ inserter = (*Embedded)(nil)

// insert hands series to the database inside this process: what a remote write
// does there, without its bytes.
func (e *Embedded) insert(series []run) error {
	e.mu.RLock()
	defer e.mu.RUnlock()
	if e.closed {
		return &fault.Error{Op: "write history", Kind: fault.Unreachable, Err: errors.New("the embedded history is closed")}
	}
	for len(series) > 0 {
		n := e.batch.fill(series)
		if err := vmstorage.AddRows(e.batch.rows); err != nil {
			return &fault.Error{Op: "write history", Kind: fault.Busy, Hint: "make room on the disk", Err: err}
		}
		series = series[n:]
	}
	return nil
}

// batchRows is about how many rows the database is given in one call: it works through
// 8000 at a time, and these stay in the processor's cache.
const batchRows = 16_000

// batch is memory for rows. It has one user, the goroutine that ships.
type batch struct {
	rows  []storage.MetricRow // valid until the next fill
	names []byte
}

// fill takes the rows of the first of series, and returns how many series these are.
func (b *batch) fill(series []run) (n int) {
	b.rows, b.names = b.rows[:0], b.names[:0]
	for ; n < len(series) && len(b.rows) < batchRows; n++ {
		r, first := &series[n], len(b.names)
		b.names = storage.MarshalMetricNameRaw(b.names, []prompb.Label{{Value: r.metric.String()}, {Name: "site", Value: string(r.site)}})
		name := b.names[first:len(b.names):len(b.names)]
		for _, p := range r.points {
			b.rows = append(b.rows, storage.MetricRow{MetricNameRaw: name, Timestamp: p.Timestamp, Value: p.Value})
		}
	}
	return n
}
