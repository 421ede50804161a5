package audit

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Log is an open file. It is safe for concurrent use.
type Log struct {
	path string

	mu   sync.Mutex
	file *os.File
	size int64 // of what is durable
	head Seal
	n    uint64 // records
	err  error  // of an fsync that failed: nothing is appended after it
}

// Left is what Open found: the records' texts, first first, and how many bytes of
// a record without its end it cut off.
type Left struct {
	Records [][]byte
	Torn    int64
}

// Open opens the file at path, making it (mode 0600) where it is missing; its
// folder is there. It fails as Corrupt where a record does not match its seal,
// naming its line, and as Conflict where another process has the file.
func Open(path string) (*Log, Left, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, Left{}, refuse(path, fault.Denied, "choose a folder that can be written to", err)
	}
	l := &Log{path: path, file: file}
	left, err := l.load()
	if err != nil {
		return nil, Left{}, errors.Join(err, file.Close())
	}
	return l, left, nil
}

func refuse(path string, kind fault.Kind, hint string, err error) error {
	return &fault.Error{Op: "open audit log", Kind: kind, Subject: path, Hint: hint, Err: err}
}

func (l *Log) load() (Left, error) {
	if err := syscall.Flock(int(l.file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return Left{}, refuse(l.path, fault.Conflict, "stop the other process", err)
	}
	data, err := os.ReadFile(l.path)
	if err != nil {
		return Left{}, refuse(l.path, fault.Denied, "let this process read it", err)
	}
	records, head, size, err := Decode(data)
	if err != nil {
		return Left{}, refuse(l.path, fault.Corrupt, "restore the file from a backup", err)
	}
	l.size, l.head, l.n = int64(size), head, uint64(len(records))
	left := Left{Records: records, Torn: int64(len(data) - size)}
	if err := errors.Join(l.takeBack(), syncDir(filepath.Dir(l.path))); err != nil {
		return Left{}, refuse(l.path, fault.Denied, "choose a folder that can be written to", err)
	}
	return left, nil
}

// takeBack cuts off what is not durable.
func (l *Log) takeBack() error {
	return errors.Join(l.file.Truncate(l.size), l.file.Sync())
}

// Append makes text durable as one record. It fails as Invalid for a text with a
// line break or none, as Busy where the disk has no room (nothing is stored, try
// again later) and as Unknown where it may be stored or not: then every later
// Append fails too, and the file has to be opened anew.
func (l *Log) Append(text []byte) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err != nil {
		return l.err
	}
	line, seal, err := encode(l.head, text)
	if err != nil {
		return &fault.Error{Op: "append to audit log", Kind: fault.Invalid, Subject: l.path, Err: err}
	}
	if _, err := l.file.WriteAt(line, l.size); err != nil {
		return l.failed(err)
	}
	if err := l.file.Sync(); err != nil {
		return l.broken(err)
	}
	l.size, l.head, l.n = l.size+int64(len(line)), seal, l.n+1
	return nil
}

func (l *Log) failed(err error) error {
	if back := l.takeBack(); back != nil {
		return l.broken(errors.Join(err, back))
	}
	return &fault.Error{Op: "append to audit log", Kind: fault.Busy, Subject: l.path, Hint: "make room on the disk", Err: err}
}

func (l *Log) broken(err error) error {
	l.err = &fault.Error{Op: "append to audit log", Kind: fault.Unknown, Subject: l.path, Hint: "check the disk, then restart", Err: err}
	return l.err
}

// Head returns the seal of the newest record and how many there are.
func (l *Log) Head() (Seal, uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.head, l.n
}

// Records returns the texts of all records, the first first, as they are on disk.
func (l *Log) Records() ([][]byte, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	data := make([]byte, l.size)
	if _, err := l.file.ReadAt(data, 0); err != nil && l.size > 0 {
		return nil, &fault.Error{Op: "read audit log", Kind: fault.Unreachable, Subject: l.path, Err: err}
	}
	records, _, _, err := Decode(data)
	if err != nil {
		return nil, &fault.Error{Op: "read audit log", Kind: fault.Corrupt, Subject: l.path, Hint: "restore the file from a backup", Err: err}
	}
	return records, nil
}

// Close lets the file go. Nothing is lost by not calling it.
func (l *Log) Close() error {
	if err := l.file.Close(); err != nil {
		return fmt.Errorf("close %s: %w", l.path, err)
	}
	return nil
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
