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
	if err := vmstorage.AddRows(e.batch.of(series)); err != nil {
		return &fault.Error{Op: "write history", Kind: fault.Busy, Hint: "make room on the disk", Err: err}
	}
	return nil
}

// batch is memory for rows. It has one user, the goroutine that ships.
type batch struct {
	rows  []storage.MetricRow
	names []byte
}

// of returns the rows of series, valid until the next call.
func (b *batch) of(series []run) []storage.MetricRow {
	b.rows, b.names = b.rows[:0], b.names[:0]
	for i := range series {
		r, first := &series[i], len(b.names)
		b.names = storage.MarshalMetricNameRaw(b.names, []prompb.Label{{Value: r.metric.String()}, {Name: "site", Value: string(r.site)}})
		name := b.names[first:len(b.names):len(b.names)]
		for _, p := range r.points {
			b.rows = append(b.rows, storage.MetricRow{MetricNameRaw: name, Timestamp: p.Timestamp, Value: p.Value})
		}
	}
	return b.rows
}
