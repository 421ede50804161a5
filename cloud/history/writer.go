package history

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hearthgrid/hearthgrid/cloud/history/journal"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Sink is told what has been stored.
type Sink interface {
	// Stored says that the report of site numbered (boot, seq) will survive a
	// crash. It is called from one goroutine and must not block.
	Stored(site energy.SiteID, boot uint64, seq uint64)
}

// Config bounds a Writer.
type Config struct {
	Journal   journal.Config
	Queue     int           // reports that wait; Append refuses past it
	BatchSize int           // reports made durable with one fsync, at most
	BatchWait time.Duration // how long the first of a batch waits for others
	// Keep is how long a journal segment stays after the database has accepted
	// all of it. It must be well past the time for which the database holds
	// samples in memory only, 5 s for Embedded.
	Keep time.Duration
}

// DefaultConfig returns settings for a journal in dir: batches of 2000 reports
// or 1 s, and a journal of up to 8 GiB, of which 2 minutes are kept behind the
// database.
func DefaultConfig(dir string) Config {
	return Config{
		Journal:   journal.Config{Dir: dir, SegmentBytes: 32 << 20, MaxBytes: 8 << 30},
		Queue:     20_000,
		BatchSize: 2000,
		BatchWait: time.Second,
		Keep:      2 * time.Minute,
	}
}

// Validate names the first thing wrong with c.
func (c Config) Validate() error {
	wrong := ""
	switch {
	case c.Queue < 1 || c.BatchSize < 1:
		wrong = fmt.Sprintf("queue of %d and batches of %d reports: want at least 1", c.Queue, c.BatchSize)
	case c.BatchWait <= 0:
		wrong = fmt.Sprintf("batch wait of %s: want more than 0", c.BatchWait)
	case c.Keep < 4*dataFlush:
		wrong = fmt.Sprintf("segments kept for %s: want at least %s", c.Keep, 4*dataFlush)
	default:
		return c.Journal.Validate()
	}
	return &fault.Error{Op: "open history writer", Kind: fault.Invalid, Subject: c.Journal.Dir, Hint: "DefaultConfig has settings that work", Err: errors.New(wrong)}
}

// told is one report on its way to the journal.
type told struct {
	site      energy.SiteID
	boot, seq uint64
	samples   samples
}

// Writer takes reports, makes them durable, says so, and carries them to the
// database.
type Writer struct {
	cfg     Config
	client  *Client
	sink    Sink
	log     *slog.Logger
	queue   chan told
	written chan struct{} // capacity 1: there is more in the journal
	journal *journal.Journal
	reader  *journal.Reader
	backlog uint64 // the first segment that is not of an earlier process
	counts  counts
}

// NewWriter opens the journal. What an earlier process left in it goes to the
// database first, once Run is called; Run closes the journal when it ends.
func NewWriter(cfg Config, client *Client, sink Sink, log *slog.Logger) (*Writer, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	j, err := journal.Open(cfg.Journal)
	if err != nil {
		return nil, err
	}
	return &Writer{
		cfg: cfg, client: client, sink: sink, log: log, journal: j, reader: j.Reader(), backlog: j.Last(),
		queue: make(chan told, cfg.Queue), written: make(chan struct{}, 1),
	}, nil
}

// Append takes report, numbered by its Seq, of site's boot. It never waits: it
// fails with fault.Busy, counted as dropped, where the queue is full, and with
// fault.Invalid for a site that cannot be. The report is stored when the Sink
// is told so, and not before.
func (w *Writer) Append(site energy.SiteID, boot uint64, report energy.Report) error {
	if _, err := energy.ParseSiteID(string(site)); err != nil {
		return &fault.Error{Op: "append to history", Kind: fault.Invalid, Subject: string(site), Err: err}
	}
	select {
	case w.queue <- told{site: site, boot: boot, seq: report.Seq, samples: samplesOf(&report)}:
		w.counts.appended.Add(1)
		return nil
	default:
		w.counts.dropped.Add(1)
		return &fault.Error{Op: "append to history", Kind: fault.Busy, Subject: string(site),
			Hint: "the home keeps the report and sends it again", Err: fmt.Errorf("%d reports wait", cap(w.queue))}
	}
}

// Run works until ctx ends, then makes durable what the queue still holds and
// returns nil. It returns an error where the journal's disk fails: nothing more
// is acknowledged then. It may be called once.
func (w *Writer) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return w.keep(ctx) })
	group.Go(func() error { return w.ship(ctx) })
	err := group.Wait()
	return errors.Join(err, w.reader.Close(), w.journal.Close())
}
