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
	size int64 // what is durable
	head Head  // of that
	cut  int64 // bytes that Open took off the end
	err  error // of a write whose outcome is not known
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
	if err := l.load(); err != nil {
		return err
	}
	if err := l.trim(); err != nil {
		return &fault.Error{Op: "open ledger", Kind: fault.Invalid, Subject: l.path, Err: err, Hint: "check that the file may be written"}
	}
	return syncDir(filepath.Dir(l.path))
}

// load reads the book from the file.
func (l *File) load() error {
	l.book, l.size = NewBook(), 0
	r := bufio.NewReaderSize(io.NewSectionReader(l.file, 0, 1<<63-1), longestLine)
	for {
		s, err := next(r)
		if errors.Is(err, io.EOF) {
			l.head = l.book.Head()
			return nil
		}
		if err == nil {
			err = l.book.Replay(s.entry, s.hash)
		}
		if err != nil {
			return &fault.Error{Op: "read ledger", Kind: fault.Corrupt, Subject: l.path, Err: fmt.Errorf("entry %d: %w", l.book.Head().Seq+1, err),
				Hint: "verify it against a published head, and restore it from a copy"}
		}
		l.size += s.size
	}
}

// trim takes off what is behind the last whole entry.
func (l *File) trim() error {
	info, err := l.file.Stat()
	if err != nil || info.Size() == l.size {
		return err
	}
	l.cut = info.Size() - l.size
	if err := l.file.Truncate(l.size); err != nil {
		return err
	}
	return l.file.Sync()
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

// Cut returns how many bytes Open took off the end.
func (l *File) Cut() int64 { return l.cut }

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
