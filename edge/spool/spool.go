package spool

import (
	"log/slog"
	"sync"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// DefaultDisk is the most that is kept on disk, in bytes: two weeks of reports at
// 1 Hz, some 45 bytes each.
const DefaultDisk = 64 << 20

// Config says whose reports these are and where they may go. Zeros take the
// default named.
type Config struct {
	Site   energy.SiteID
	Boot   uint64 // of this start; higher than that of any earlier one
	Memory int    // reports in memory; DefaultLimit
	Disk   int64  // bytes on disk; DefaultDisk
	Folder Folder
	Log    *slog.Logger
}

// Spool keeps reports in memory and on disk. It is safe for concurrent use; Run
// moves them to disk.
type Spool struct {
	config Config
	memory *Queue
	loaded bool // touched by Run only

	mu     sync.Mutex // held over no I/O
	disk   *disk
	before energy.Decision // the last one moved to disk
	news   latest
	failed uint64
	well   bool // the newest append was taken
}

// Open returns the spool of a start, with nothing of earlier ones before Run has
// looked.
func Open(c Config) *Spool {
	if c.Disk <= 0 {
		c.Disk = DefaultDisk
	}
	return &Spool{config: c, memory: New(c.Memory), disk: newDisk(c.Disk), well: true}
}

// latest is the newest report that says that a condition began or ended.
type latest struct {
	seq uint64 // 0: none was appended
	at  time.Time
}

// Append gives r the next number of this boot and keeps it in memory.
func (s *Spool) Append(r energy.Report) uint64 {
	seq := s.memory.Append(r)
	if tidings(&r) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.news = latest{seq, r.Snapshot.At}
	}
	return seq
}

// Peek copies reports of this boot into dst as Queue.Peek does. Those it copies
// have numbers in a row: it ends early where the next is kept elsewhere, or is
// gone.
func (s *Spool) Peek(from uint64, dst []energy.Report) int {
	if n := s.peek(s.config.Boot, from, dst); n > 0 {
		return n
	}
	return s.memory.Peek(from, dst)
}

// Remove lets go of every report of this boot numbered upTo or lower, and
// returns how many those were.
func (s *Spool) Remove(upTo uint64) uint64 {
	if _, next := s.memory.Span(); upTo >= next {
		return 0
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.disk.remove(s.config.Boot, upTo) + s.memory.Remove(upTo)
}

// Span returns the lowest number held and the number the next report gets.
func (s *Spool) Span() (oldest, next uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	oldest, next = s.memory.Span()
	if first, _ := s.disk.span(s.config.Boot); first != 0 {
		oldest = min(oldest, first)
	}
	return oldest, next
}

// Dropped returns how many reports of this boot were given up.
func (s *Spool) Dropped() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.disk.dropped[s.config.Boot] + s.memory.Dropped()
}

// Stats is what a spool holds and has lost.
type Stats struct {
	OnDisk  uint64 // reports
	Bytes   int64
	Damaged uint64 // pieces of segments that could not be read
	Failed  uint64 // accesses to the disk
	Failing bool   // the newest write: what is in memory would be lost with a restart
}

// Stats returns the counts at this moment.
func (s *Spool) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	return Stats{OnDisk: s.disk.count, Bytes: s.disk.size, Damaged: s.disk.damaged, Failed: s.failed, Failing: !s.well}
}

// peek copies reports of boot from the block on disk that holds number from or
// the next higher one, 0 where there is none. A block that turns out to be damaged
// is left out and counted.
func (s *Spool) peek(boot, from uint64, dst []energy.Report) int {
	for {
		s.mu.Lock()
		e := s.disk.next(boot, from)
		acked := s.disk.acked[boot]
		s.mu.Unlock()
		if e == nil {
			return 0
		}
		body := make([]byte, e.length)
		err := s.config.Folder.ReadAt(e.seg.name, body, e.at)
		var reports []energy.Report
		if err == nil {
			reports, err = e.open(body)
		}
		if err == nil {
			skip := max(from, acked+1, e.first) - e.first
			return copy(dst, reports[skip:])
		}
		s.discard(e, err)
	}
}

// discard gives up a block that cannot be read, unless it was let go meanwhile.
func (s *Spool) discard(bad *entry, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := s.disk.count
	s.disk.drop(func(e *entry) bool { return e == bad }, true)
	if s.disk.count != before {
		s.disk.damaged++
		s.config.Log.Error("reports on disk cannot be read: they are left out", "boot", bad.boot, "first", bad.first, "count", bad.count, "err", err)
	}
}
