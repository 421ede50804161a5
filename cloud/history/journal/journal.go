package journal

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Config says where a journal lives and how far it may grow.
type Config struct {
	Dir          string // made if absent
	SegmentBytes int64  // a segment past this is ended
	MaxBytes     int64  // Append refuses with fault.Busy past this
}

// Validate names the first thing wrong with c.
func (c Config) Validate() error {
	if c.Dir == "" {
		return refuse("journal", "no directory is given", "set a directory on a disk that survives a restart")
	}
	if c.SegmentBytes <= 0 || c.MaxBytes < c.SegmentBytes {
		return refuse(c.Dir, fmt.Sprintf("segment of %d bytes in a journal of %d bytes", c.SegmentBytes, c.MaxBytes),
			"want 0 < segment <= journal")
	}
	return nil
}

func refuse(subject, what, hint string) error {
	return &fault.Error{Op: "open journal", Kind: fault.Invalid, Subject: subject, Hint: hint, Err: errors.New(what)}
}

// Journal is an open journal.
type Journal struct {
	cfg  Config
	lock *os.File // held from Open to Close
	file *os.File // of the last segment; nil until the first Append into it
	buf  []byte
	err  error // of a write that failed: nothing is appended after it

	mu       sync.Mutex
	segments []segment // in order; the last is the one being written
	bytes    int64     // sum of the segments' sizes
}

// segment is one file. size is what is durable in it.
type segment struct {
	id   uint64
	size int64
}

// Open opens the journal of cfg.Dir. What is there already will be given to
// Readers, and is not written to again. It fails with fault.Conflict where the
// journal is open already, here or in another process.
func Open(cfg Config) (*Journal, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	j := &Journal{cfg: cfg}
	if err := j.load(); errors.Is(err, errHeld) {
		return nil, &fault.Error{Op: "open journal", Kind: fault.Conflict, Subject: cfg.Dir, Hint: "stop the other process, or use another directory", Err: err}
	} else if err != nil {
		return nil, &fault.Error{Op: "open journal", Kind: fault.Invalid, Subject: cfg.Dir, Hint: "check that the directory is there and may be written", Err: err}
	}
	return j, nil
}

func (j *Journal) load() error {
	if err := os.MkdirAll(j.cfg.Dir, 0o700); err != nil {
		return err
	}
	if err := syncDir(filepath.Dir(j.cfg.Dir)); err != nil {
		return err
	}
	lock, err := hold(j.cfg.Dir)
	if err != nil {
		return err
	}
	found, err := list(j.cfg.Dir)
	if err != nil {
		return errors.Join(err, lock.Close())
	}
	j.lock = lock
	next := uint64(1)
	for _, s := range found {
		j.bytes += s.size
		next = s.id + 1
	}
	j.segments = append(found, segment{id: next})
	return nil
}

// Append makes records durable, all with one fsync. It fails with fault.Busy
// where the journal or its disk is full (nothing was stored; try again later), and
// with fault.Invalid for a record longer than MaxRecord. Any other error is
// final: whether the records were stored is not known, and every later Append
// returns the same error.
func (j *Journal) Append(records [][]byte) error {
	if j.err != nil {
		return j.err
	}
	if err := j.encode(records); err != nil || len(j.buf) == 0 {
		return err
	}
	if j.Bytes()+int64(len(j.buf)) > j.cfg.MaxBytes {
		return &fault.Error{Op: "append to journal", Kind: fault.Busy, Subject: j.cfg.Dir,
			Hint: "it is full until the time series database takes what is in it", Err: fmt.Errorf("%d bytes are kept", j.Bytes())}
	}
	if err := j.write(); err != nil {
		return j.failed(err)
	}
	return nil
}

// failed classifies err of a write. A disk without room is Busy, where what
// was half written could be taken back; all else is final.
func (j *Journal) failed(err error) error {
	if noRoom(err) && j.takeBack() == nil {
		return &fault.Error{Op: "append to journal", Kind: fault.Busy, Subject: j.cfg.Dir, Hint: "make room on the disk", Err: err}
	}
	j.err = &fault.Error{Op: "append to journal", Kind: fault.Unknown, Subject: j.cfg.Dir, Hint: "check the disk, then restart", Err: err}
	return j.err
}

func (j *Journal) encode(records [][]byte) error {
	j.buf = j.buf[:0]
	for _, r := range records {
		if len(r) > MaxRecord {
			return &fault.Error{Op: "append to journal", Kind: fault.Invalid, Subject: j.cfg.Dir,
				Hint: fmt.Sprintf("at most %d bytes", MaxRecord), Err: fmt.Errorf("record of %d bytes", len(r))}
		}
		j.buf = appendRecord(j.buf, r)
	}
	return nil
}

func (j *Journal) write() error {
	if j.file == nil {
		if err := j.create(); err != nil {
			return err
		}
	}
	if _, err := j.file.Write(j.buf); err != nil {
		return err
	}
	if err := j.file.Sync(); err != nil {
		return fmt.Errorf("%w: %v", errSync, err)
	}
	if j.grow(int64(len(j.buf))) < j.cfg.SegmentBytes {
		return nil
	}
	return j.Rotate()
}

func (j *Journal) create() error {
	path := j.path(j.segments[len(j.segments)-1].id)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	j.file = f
	if err := syncDir(j.cfg.Dir); err != nil {
		return fmt.Errorf("%w: %v", errSync, err)
	}
	return nil
}

// grow makes n more bytes of the last segment visible and returns its size.
func (j *Journal) grow(n int64) int64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	last := &j.segments[len(j.segments)-1]
	last.size += n
	j.bytes += n
	return last.size
}

// Rotate ends the segment being written, so that Drop may take it. Without
// anything in it nothing happens. The goroutine that appends calls it.
func (j *Journal) Rotate() error {
	if j.file == nil {
		return nil
	}
	err := j.file.Close()
	j.file = nil
	j.mu.Lock()
	defer j.mu.Unlock()
	j.segments = append(j.segments, segment{id: j.segments[len(j.segments)-1].id + 1})
	return err
}

// Drop deletes every ended segment before the one numbered id.
func (j *Journal) Drop(id uint64) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	for len(j.segments) > 1 && j.segments[0].id < id {
		if err := os.Remove(j.path(j.segments[0].id)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return &fault.Error{Op: "delete journal segment", Kind: fault.Internal, Subject: j.path(j.segments[0].id), Err: err}
		}
		j.bytes -= j.segments[0].size
		j.segments = slices.Delete(j.segments, 0, 1)
	}
	return nil
}

// Bytes returns how much the journal keeps on disk, in bytes.
func (j *Journal) Bytes() int64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.bytes
}

// Close ends the journal. The goroutine that appends calls it.
func (j *Journal) Close() error { return errors.Join(j.Rotate(), j.lock.Close()) }

// Last returns the number of the segment being written. Right after Open, all
// before it was left by an earlier process.
func (j *Journal) Last() uint64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.segments[len(j.segments)-1].id
}
