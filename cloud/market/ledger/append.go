package ledger

import (
	"errors"
	"syscall"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Outcome is what became of one draft.
type Outcome struct {
	Seq uint64 // of the entry that says it; 0 where Err is not nil
	New bool   // the entry was made for this draft
	Err error  // why the ledger refused it; see Book.Enter
}

// Append enters drafts, each by itself, in order, all with one fsync: a draft
// that is refused does not keep the others out. What it returns without an error
// is durable. It fails with fault.Busy where the disk has no room: then no draft
// was entered, and all may be sent again. Any other error is final.
func (l *File) Append(drafts []Draft) ([]Outcome, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err != nil {
		return nil, l.err
	}
	outcomes := make([]Outcome, len(drafts))
	var lines []byte
	var at []int64
	for i := range drafts {
		entered, err := l.book.Enter(drafts[i])
		outcomes[i] = Outcome{Seq: entered.Seq, New: entered.Line != nil, Err: err}
		if entered.Line != nil {
			at = append(at, l.size+int64(len(lines)))
		}
		lines = append(lines, entered.Line...)
	}
	if len(lines) == 0 {
		return outcomes, nil
	}
	if err := l.write(lines); err != nil {
		return nil, err
	}
	l.at = append(l.at, at...)
	return outcomes, nil
}

func (l *File) write(lines []byte) error {
	_, err := l.file.Write(lines)
	if err != nil {
		return l.failed(err)
	}
	if err := l.file.Sync(); err != nil {
		// The kernel may have dropped the pages: what is on disk is not known.
		l.err = &fault.Error{Op: "append to ledger", Kind: fault.Unknown, Subject: l.path, Err: err, Hint: "check the disk, then restart"}
		return l.err
	}
	l.size, l.head = l.size+int64(len(lines)), l.book.Head()
	l.note = l.keep(l.head)
	return nil
}

// failed takes back what was half written, and has the book forget it.
func (l *File) failed(err error) error {
	full := errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG)
	again := errors.Join(l.file.Truncate(l.size), l.file.Sync())
	if full && again == nil {
		if again = l.load(l.head); again == nil {
			return &fault.Error{Op: "append to ledger", Kind: fault.Busy, Subject: l.path, Err: err, Hint: "make room on the disk"}
		}
	}
	l.err = &fault.Error{Op: "append to ledger", Kind: fault.Unknown, Subject: l.path, Err: errors.Join(err, again), Hint: "check the disk, then restart"}
	return l.err
}
