package spool

import (
	"context"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

const (
	look  = 5 * time.Second  // between two looks at the memory
	again = 30 * time.Second // after a write that failed
	// waits is how many reports wait in memory before the older half goes to
	// disk: an uplink that is up has fewer.
	waits = 2 * blockLimit
	// stays is how long a report waits in memory at most, however few they are: a
	// home that tells changes only has few.
	stays = 5 * time.Minute
	// urgent is how long a report waits that says that a condition began or ended.
	urgent = 10 * time.Second
)

// Run takes in what earlier starts left, and moves reports to disk while they
// are too many in memory, until ctx ends; then it moves all. It returns nil: a
// disk that fails is counted and logged, and tried again.
func (s *Spool) Run(ctx context.Context) error {
	s.load()
	timer := time.NewTimer(look)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			s.move(1)
			s.sweep()
			return nil
		case <-timer.C:
		}
		pause := look
		if !s.move(s.least(time.Now())) || !s.mended() {
			pause = again
		}
		s.sweep()
		timer.Reset(pause)
	}
}

// trial is what a disk that failed is tried with: as much as a block, for a full disk may
// well take a byte. No segment is of that name.
const (
	trial      = "trial"
	trialBytes = 64 << 10
)

// mended tells whether the disk takes what it is given. One that failed is tried where
// nothing waits for it: else nobody would see that it is well again.
func (s *Spool) mended() bool {
	if !s.Stats().Failing {
		return true
	}
	err := s.config.Folder.Append(trial, make([]byte, trialBytes))
	gone := s.config.Folder.Remove(trial) // also what was written of one that failed
	if s.note(err); err == nil {
		s.count(gone)
	}
	return err == nil
}

// least is how many reports have to wait for the oldest to go to disk.
func (s *Spool) least(now time.Time) uint64 {
	var first [1]energy.Report
	oldest, _ := s.memory.Span()
	s.mu.Lock()
	news := s.news
	s.mu.Unlock()
	if news.seq >= oldest && now.Sub(news.at) > urgent {
		return 1
	}
	if s.memory.Peek(oldest, first[:]) == 1 && now.Sub(first[0].Snapshot.At) > stays {
		return 1
	}
	return waits
}

// load indexes the segments of earlier starts, once.
func (s *Spool) load() {
	if s.loaded {
		return
	}
	s.loaded = true
	names, err := s.config.Folder.List()
	s.count(err)
	for _, name := range names {
		data, err := s.config.Folder.Read(name)
		if s.count(err); err != nil {
			continue
		}
		s.mu.Lock()
		s.disk.load(name, data)
		s.mu.Unlock()
	}
	s.sweep()
	if st := s.Stats(); st.OnDisk > 0 || st.Damaged > 0 {
		s.config.Log.Info("reports of earlier starts are on disk", "reports", st.OnDisk, "bytes", st.Bytes, "damaged", st.Damaged)
	}
}

// move writes reports to disk, oldest first, for as long as at least least of
// them wait in memory, and tells whether the disk took them.
func (s *Spool) move(least uint64) bool {
	reports := make([]energy.Report, blockLimit)
	for {
		oldest, next := s.memory.Span()
		if next-oldest < least {
			return true
		}
		some := reports[:s.memory.Peek(oldest, reports)]
		if len(some) == 0 {
			return true
		}
		if err := s.write(some); err != nil {
			s.note(err)
			return false
		}
		s.note(nil)
	}
}

// write appends one block, and lets its reports go from memory once they are
// durable and in the index: whoever peeks finds them in one or the other.
func (s *Spool) write(reports []energy.Report) error {
	s.mu.Lock()
	c, before := classOf(s.before, reports)
	s.mu.Unlock()
	b, data, err := newBlock(s.config.Site, s.config.Boot, s.Dropped(), c, reports)
	if err != nil {
		return err
	}
	s.mu.Lock()
	seg := s.disk.place(s.config.Boot, c, len(data))
	s.mu.Unlock()
	s.sweep() // makes the room first
	err = s.config.Folder.Append(seg.name, data)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		s.disk.abandon(seg)
		return err
	}
	s.disk.written(b, seg, len(data))
	s.before = before
	s.memory.Remove(b.last())
	return nil
}

// sweep removes the files that hold nothing wanted.
func (s *Spool) sweep() {
	s.mu.Lock()
	doomed := s.disk.doomed
	s.disk.doomed = nil
	s.mu.Unlock()
	for _, name := range doomed {
		s.count(s.config.Folder.Remove(name))
	}
}

// count counts what the disk did not do, and tells of it in the log.
func (s *Spool) count(err error) {
	if err == nil {
		return
	}
	s.mu.Lock()
	s.failed++
	s.mu.Unlock()
	s.config.Log.Debug("reports on disk", "err", err)
}

// note takes in whether a write was taken, counts where it was not, and logs where that
// begins and ends.
func (s *Spool) note(err error) {
	s.count(err)
	well := err == nil
	s.mu.Lock()
	turned := well != s.well
	s.well = well
	s.mu.Unlock()
	if turned {
		s.config.Log.Warn("reports on disk", "ok", well, "err", err)
	}
}
