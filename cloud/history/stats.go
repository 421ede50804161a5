package history

import "sync/atomic"

// Stats counts what a Writer did since it was made.
type Stats struct {
	Appended     uint64 // reports taken into the queue
	Stored       uint64 // reports acknowledged
	Dropped      uint64 // reports refused or given up unacknowledged
	Delivered    uint64 // samples the database accepted
	Replayed     uint64 // of those, left by an earlier process
	Refused      uint64 // samples the database never will accept
	Corrupt      uint64 // damaged stretches and records of the journal, skipped
	Corrected    uint64 // readings told again with another value, and flagged
	JournalBytes int64  // on disk now
	Delays       Delays // of the readings delivered
}

type counts struct {
	appended, stored, dropped, delivered, replayed, refused, damaged, unreadable, corrected atomic.Uint64
}

// Stats returns the counts so far. It may be called from any goroutine.
func (w *Writer) Stats() Stats {
	c := &w.counts
	return Stats{
		Appended:     c.appended.Load(),
		Stored:       c.stored.Load(),
		Dropped:      c.dropped.Load(),
		Delivered:    c.delivered.Load(),
		Replayed:     c.replayed.Load(),
		Refused:      c.refused.Load(),
		Corrupt:      c.damaged.Load() + c.unreadable.Load(),
		Corrected:    c.corrected.Load(),
		JournalBytes: w.journal.Bytes(),
		Delays:       w.delays.now(),
	}
}
