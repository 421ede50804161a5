package ledger

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"sync"
	"syscall"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// File is a ledger on disk. It is safe for concurrent use.
type File struct {
	path string

	mu   sync.Mutex
	file *os.File // held open, and locked, from Open to Close
	book *Book
	size int64   // what is durable
	at   []int64 // where each entry begins, the first first
	head Head    // of that
	torn Torn
	err  error // of a write whose outcome is not known
	note error // why the last durable head is not noted
}

// Open opens the ledger at path, which is made where it is missing; its folder
// must be there. The end of a write that a power cut tore, which nobody was
// told of, is taken off. It fails with fault.Conflict where another process has
// it open, and with fault.Corrupt where an entry is not as it was written: then
// Verify says which.
func Open(path string) (*File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return nil, &fault.Error{Op: "open ledger", Kind: fault.Invalid, Subject: path, Err: err, Hint: "check that its folder is there and may be written"}
	}
	l := &File{path: path, file: f}
	if err := l.open(); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return l, nil
}

func (l *File) open() error {
	if err := syscall.Flock(int(l.file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); errors.Is(err, syscall.EWOULDBLOCK) {
		return &fault.Error{Op: "open ledger", Kind: fault.Conflict, Subject: l.path, Err: errors.New("it is open already"), Hint: "stop the other process"}
	} else if err != nil {
		return fmt.Errorf("lock %s: %w", l.path, err)
	}
	noted, err := l.noted()
	if err != nil {
		return err
	}
	if err := l.load(noted); err != nil {
		return err
	}
	if err := l.trim(); err != nil {
		return &fault.Error{Op: "open ledger", Kind: fault.Invalid, Subject: l.path, Err: err, Hint: "check that the file may be written"}
	}
	return syncDir(filepath.Dir(l.path))
}

// load reads the book from the file, which has to have the entry that was noted as
// durable.
func (l *File) load(noted Head) error {
	l.book, l.size, l.at = NewBook(), 0, nil
	r := bufio.NewReaderSize(io.NewSectionReader(l.file, 0, 1<<63-1), longestLine)
	for {
		s, err := next(r)
		if errors.Is(err, io.EOF) {
			l.head = l.book.Head()
			return l.reaches(noted)
		}
		if err == nil {
			err = l.book.Replay(s.entry, s.hash)
		}
		if err == nil && s.entry.Seq == noted.Seq && s.hash != noted.Hash {
			err = errors.New("another one was durable in its place")
		}
		if err != nil {
			return l.corrupt(l.book.Head().Seq+1, err)
		}
		l.at = append(l.at, l.size)
		l.size += s.size
	}
}

// entries reads what is in the file up to size. What has no end is not given.
func (l *File) entries(size int64) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		r := bufio.NewReaderSize(io.NewSectionReader(l.file, 0, size), longestLine)
		for {
			s, err := next(r)
			if errors.Is(err, io.EOF) || !yield(s.entry, err) || err != nil {
				return
			}
		}
	}
}

// stored is an entry as it is in a file.
type stored struct {
	entry Entry
	hash  Hash
	size  int64
}

// next returns the next entry, and io.EOF where what is left has no end, however
// long it is: that is a write cut short.
func next(r *bufio.Reader) (s stored, err error) {
	line, err := r.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = r.ReadSlice('\n')
		}
		err = cmp.Or(err, errLine)
	}
	if err != nil {
		return stored{}, err
	}
	intact := false
	s.size = int64(len(line))
	s.entry, s.hash, intact, err = ParseLine(line[:len(line)-1])
	if err == nil && !intact {
		err = errors.New("it was altered: its hash is not that of what it says")
	}
	return s, err
}

// Entries returns all that is durable now, in order. It ends with an error where
// the file is not as it was written any more.
func (l *File) Entries() iter.Seq2[Entry, error] {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.entries(l.size)
}

// Head returns the last durable entry, to be published.
func (l *File) Head() Head {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.head
}

// Close lets the file go.
func (l *File) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.file.Close()
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
