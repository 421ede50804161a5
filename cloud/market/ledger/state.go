package ledger

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/hearthgrid/hearthgrid/shared/atomicfile"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Torn is what Open took off the end of the file: a write that was cut short.
type Torn struct {
	Bytes int64
	Kept  string // file with them; "" where there are none
}

// State is how a ledger stands.
type State struct {
	Head Head
	Torn Torn
	// Note is why the head could not be noted beside the file, where it could not:
	// until it is, a loss of the newest entries would not be seen.
	Note error
	// Failed is the error of a write whose outcome is not known: nothing is entered
	// any more.
	Failed error
}

// State returns how the ledger stands now.
func (l *File) State() State {
	l.mu.Lock()
	defer l.mu.Unlock()
	return State{Head: l.head, Torn: l.torn, Note: l.note, Failed: l.err}
}

// keep notes a head that is durable.
func (l *File) keep(h Head) error {
	return atomicfile.Write(l.path+".head", []byte(h.String()+"\n"), 0o600)
}

// noted returns the last head that was noted, the zero Head for none.
func (l *File) noted() (Head, error) {
	text, err := os.ReadFile(l.path + ".head")
	if errors.Is(err, os.ErrNotExist) {
		return Head{}, nil
	}
	var h Head
	if err == nil {
		h, err = ParseHead(strings.TrimSuffix(string(text), "\n"))
	}
	if err != nil {
		return Head{}, &fault.Error{Op: "read ledger's head", Kind: fault.Corrupt, Subject: l.path + ".head", Err: err,
			Hint: "verify the ledger against a published head, and take the note away"}
	}
	return h, nil
}

// reaches fails where what was noted as durable is not in the book.
func (l *File) reaches(noted Head) error {
	if l.book.Head().Seq < noted.Seq {
		return l.corrupt(l.book.Head().Seq+1, fmt.Errorf("it was durable, as all up to %d, and is not there", noted.Seq))
	}
	return nil
}

func (l *File) corrupt(seq uint64, err error) error {
	return &fault.Error{Op: "read ledger", Kind: fault.Corrupt, Subject: l.path, Err: fmt.Errorf("entry %d: %w", seq, err),
		Hint: "verify it against a published head, and restore it from a copy"}
}

// mostKept bounds what is kept of a write that was cut short.
const mostKept = 16 << 20

// trim keeps what is behind the last whole entry, and takes it off.
func (l *File) trim() error {
	info, err := l.file.Stat()
	if err != nil || info.Size() == l.size {
		return err
	}
	tail := make([]byte, min(info.Size()-l.size, mostKept))
	if _, err := l.file.ReadAt(tail, l.size); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	l.torn = Torn{Bytes: info.Size() - l.size, Kept: l.path + ".torn"}
	if err := atomicfile.Write(l.torn.Kept, tail, 0o600); err != nil {
		return err
	}
	if err := l.file.Truncate(l.size); err != nil {
		return err
	}
	return l.file.Sync()
}
