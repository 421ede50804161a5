package history

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hearthgrid/hearthgrid/cloud/history/journal"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
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
	Queue     int           // reports that wait; past it no more is taken
	BatchSize int           // reports made durable with one fsync, at most
	BatchWait time.Duration // how long the first of a batch waits for others
	ShipWait  time.Duration // how long the first of a block on its way to the database waits for others, at most: see pace
	// Keep is how long a journal segment stays after the database has accepted
	// all of it. It must be well past the time for which the database holds
	// samples in memory only, 20 s for Embedded.
	Keep time.Duration
}

// DefaultConfig returns settings for a journal in dir: batches of 2000 reports
// or 1 s, which go to the database at once where few come and within 4 s where many do, and a journal of up to 8 GiB, of
// which 2 minutes are kept behind the database.
func DefaultConfig(dir string) Config {
	return Config{
		Journal:   journal.Config{Dir: dir, SegmentBytes: 32 << 20, MaxBytes: 8 << 30},
		Queue:     20_000,
		BatchSize: 2000,
		BatchWait: time.Second,
		ShipWait:  4 * time.Second,
		Keep:      2 * time.Minute,
	}
}

// Validate names the first thing wrong with c.
func (c Config) Validate() error {
	wrong := ""
	switch {
	case c.Queue < 1 || c.BatchSize < 1:
		wrong = fmt.Sprintf("queue of %d and batches of %d reports: want at least 1", c.Queue, c.BatchSize)
	case c.BatchWait <= 0 || c.ShipWait <= 0:
		wrong = fmt.Sprintf("waits of %s and %s: want more than 0", c.BatchWait, c.ShipWait)
	case c.Keep < 4*dataFlush:
		wrong = fmt.Sprintf("segments kept for %s: want at least %s", c.Keep, 4*dataFlush)
	default:
		return c.Journal.Validate()
	}
	return &fault.Error{Op: "open history writer", Kind: fault.Invalid, Subject: c.Journal.Dir, Hint: "DefaultConfig has settings that work", Err: errors.New(wrong)}
}

// Writer takes reports, makes them durable, says so, and carries them to the
// database.
type Writer struct {
	cfg     Config
	client  *Client
	sink    Sink
	log     *slog.Logger
	queue   *queue
	taken   waiting       // of keep
	block   block         // of ship
	pace    pace          // of ship
	old     int           // of the block's samples, left by an earlier process
	written chan struct{} // capacity 1: there is more in the journal
	journal *journal.Journal
	reader  *journal.Reader
	backlog uint64 // the first segment that is not of an earlier process
	counts  counts
	full    atomic.Bool // the journal or its disk
	outage  outage
	delays  delays

	accepted atomic.Pointer[journal.Position] // by the database
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
	w := &Writer{
		cfg: cfg, client: client, sink: sink, log: log, journal: j, reader: j.Reader(), backlog: j.Last(),
		queue: newQueue(cfg.Queue, cfg.BatchSize), written: make(chan struct{}, 1),
	}
	w.accept()
	return w, nil
}

// accept notes that the database has all that was read from the journal.
func (w *Writer) accept() {
	read := w.reader.Position()
	w.accepted.Store(&read)
}

// Take takes the reports of b, which came at received on the cloud's clock. It
// never waits: it takes none and fails with fault.Busy, counted as dropped, where
// the queue is full, and with fault.Invalid for a site that cannot be. A report
// is stored when the Sink is told so, and not before. It keeps nothing of b.
func (w *Writer) Take(b *wire.Batch, received time.Time) error {
	return w.take(b, received, judge(b, received))
}

// Append is Take of one report that came when it was made, by a clock that is
// right.
func (w *Writer) Append(site energy.SiteID, boot uint64, report energy.Report) error {
	return w.take(&wire.Batch{Site: site, Boot: boot, Reports: []energy.Report{report}}, report.Snapshot.At, 0)
}

func (w *Writer) take(b *wire.Batch, received time.Time, clock flags) error {
	if _, err := energy.ParseSiteID(string(b.Site)); err != nil {
		return &fault.Error{Op: "append to history", Kind: fault.Invalid, Subject: string(b.Site), Err: err}
	}
	corrected := 0
	err := w.queue.put(b.Site, func(into *waiting, h *home) { corrected = into.write(h, b, received, clock) })
	if err != nil {
		w.counts.dropped.Add(uint64(len(b.Reports)))
		return err
	}
	w.counts.appended.Add(uint64(len(b.Reports)))
	w.counts.corrected.Add(uint64(corrected))
	return nil
}

// write appends what the reports of b say that is new, in records of bounded
// length. Reports that say nothing new have none. It returns how many readings were
// told before with another value.
func (w *waiting) write(h *home, b *wire.Batch, received time.Time, clock flags) (corrected int) {
	for i := 0; i < len(b.Reports); {
		first := len(w.bytes)
		r := begin(w.bytes, b.Site)
		empty := len(r.buf)
		for ; i < len(b.Reports) && len(r.buf)-first < recordBytes; i++ {
			corrected += h.tell(&r, &b.Reports[i], b.Boot, received, clock)
			w.reports = append(w.reports, told{site: b.Site, boot: b.Boot, seq: b.Reports[i].Seq})
		}
		if len(r.buf) == empty {
			r.buf = r.buf[:first]
		} else {
			w.ends = append(w.ends, len(r.buf))
		}
		w.bytes = r.buf
	}
	return corrected
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
