package history_test

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/VictoriaMetrics/VictoriaMetrics/lib/prompb"
	"github.com/golang/snappy"
	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/history"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// database is a transport that takes remote writes as VictoriaMetrics does,
// and notes every sample as "name site value@ms".
type database struct {
	mu     sync.Mutex
	status int           // 0 takes the samples
	stall  chan struct{} // what it is asked waits until this is closed; nil: for nothing
	took   []string
	count  int // of requests answered
}

func (d *database) answer(status int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.status = status
}

// hang makes the database not answer until the returned function is called.
func (d *database) hang() (goOn func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	stall := make(chan struct{})
	d.stall = stall
	return func() { close(stall) }
}

func (d *database) asked() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.count
}

func (d *database) stalled() <-chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.stall
}

func (d *database) samples() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]string(nil), d.took...)
}

func (d *database) RoundTrip(r *http.Request) (*http.Response, error) {
	packed, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	body, err := snappy.Decode(nil, packed)
	if err != nil {
		return nil, err
	}
	if stall := d.stalled(); stall != nil {
		select {
		case <-stall:
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	status := d.status
	d.count++
	if status == 0 {
		status = http.StatusNoContent
		err = d.take(body)
	}
	return &http.Response{StatusCode: status, Status: fmt.Sprint(status), Body: io.NopCloser(bytes.NewReader(nil))}, err
}

func (d *database) take(body []byte) error {
	u := prompb.GetWriteRequestUnmarshaler()
	defer prompb.PutWriteRequestUnmarshaler(u)
	request, err := u.UnmarshalProtobuf(body)
	if err != nil {
		return err
	}
	for _, series := range request.Timeseries {
		for _, s := range series.Samples {
			d.took = append(d.took, fmt.Sprintf("%s %s %v@%d", series.Labels[0].Value, series.Labels[1].Value, s.Value, s.Timestamp))
		}
	}
	return nil
}

// ledger is a Sink that notes what was acknowledged.
type ledger struct {
	mu  sync.Mutex
	all []string
}

func (l *ledger) Stored(site energy.SiteID, boot uint64, seq uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, fmt.Sprintf("%s/%d/%d", site, boot, seq))
}

func (l *ledger) acknowledged() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string(nil), l.all...)
}

func newWriter(t *testing.T, cfg history.Config, transport http.RoundTripper, sink history.Sink) *history.Writer {
	client, err := history.NewClient("http://history", transport)
	require.NoError(t, err)
	w, err := history.NewWriter(cfg, client, sink, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	return w
}

// gridReport is a report whose grid meter alone said anything, at at.
func gridReport(seq uint64, at time.Time, p energy.Watts) energy.Report {
	return energy.Report{Seq: seq, Snapshot: energy.Snapshot{At: at, Grid: energy.Read(p, at)}}
}
