package journal

import (
	"errors"
	"io"
	"os"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// piece is how much Next reads at once. It holds the largest record, so that
// reading always gets on.
const piece = 4 * MaxRecord

// Reader walks a journal from its oldest record to its newest, and on as the
// journal grows. It stays valid only while nothing it has not read is dropped.
type Reader struct {
	journal *Journal
	scanner scanner
	file    *os.File
	at      segment // size is how far it has been read
	buf     []byte
}

// Reader returns a Reader that begins at the oldest record.
func (j *Journal) Reader() *Reader {
	j.mu.Lock()
	defer j.mu.Unlock()
	return &Reader{journal: j, at: segment{id: j.segments[0].id}, buf: make([]byte, piece)}
}

// Next returns the next records in the order of their Append, at most about
// 256 KiB of them, or none where there is no more for now. Damage is skipped
// and counted. The records are valid until the following call.
func (r *Reader) Next() ([][]byte, error) {
	for {
		durable, ended := r.journal.state(r.at.id)
		if r.at.size < durable {
			records, err := r.read(durable)
			if err != nil || len(records) > 0 {
				return records, err
			}
			continue
		}
		if !ended {
			return nil, nil
		}
		if err := r.Close(); err != nil {
			return nil, err
		}
		r.scanner.end()
		r.at = segment{id: r.journal.after(r.at.id)}
	}
}

// read takes one piece of the segment, which is durable up to there.
func (r *Reader) read(durable int64) ([][]byte, error) {
	n, err := r.fill(durable)
	if err != nil {
		return nil, &fault.Error{Op: "read journal", Kind: fault.Corrupt, Subject: r.journal.path(r.at.id), Hint: "check the disk", Err: err}
	}
	records, done := r.scanner.scan(r.buf[:n], r.at.size+int64(n) == durable)
	r.at.size += int64(done)
	return records, nil
}

func (r *Reader) fill(durable int64) (int, error) {
	if r.file == nil {
		f, err := os.Open(r.journal.path(r.at.id))
		if err != nil {
			return 0, err
		}
		r.file = f
	}
	n := min(durable-r.at.size, piece)
	got, err := r.file.ReadAt(r.buf[:n], r.at.size)
	if errors.Is(err, io.EOF) && int64(got) < n {
		return 0, io.ErrUnexpectedEOF
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return got, err
}

// Segment returns the number of the segment being read: every record of the
// ones before it has been given.
func (r *Reader) Segment() uint64 { return r.at.id }

// Position is a place in a journal: so many bytes into a segment.
type Position struct {
	segment uint64
	offset  int64
}

// Position returns up to where records have been given.
func (r *Reader) Position() Position { return Position{segment: r.at.id, offset: r.at.size} }

// Beyond returns how many bytes are durable behind p.
func (j *Journal) Beyond(p Position) int64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.beyond(p)
}

// Between returns how many bytes are behind from and not behind to.
func (j *Journal) Between(from, to Position) int64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.beyond(from) - j.beyond(to)
}

func (j *Journal) beyond(p Position) int64 {
	n := int64(0)
	for _, s := range j.segments {
		switch {
		case s.id == p.segment:
			n += s.size - p.offset
		case s.id > p.segment:
			n += s.size
		}
	}
	return n
}

// Corrupt returns how many damaged stretches have been skipped.
func (r *Reader) Corrupt() uint64 { return r.scanner.corrupt }

// Close closes the file being read. Next opens it again.
func (r *Reader) Close() error {
	if r.file == nil {
		return nil
	}
	err := r.file.Close()
	r.file = nil
	return err
}

// state returns how much of a segment is durable and whether it has ended.
func (j *Journal) state(id uint64) (durable int64, ended bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, s := range j.segments {
		if s.id == id {
			durable = s.size
		}
	}
	return durable, id != j.segments[len(j.segments)-1].id
}

// after returns the segment that follows id. There is one.
func (j *Journal) after(id uint64) uint64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, s := range j.segments {
		if s.id > id {
			return s.id
		}
	}
	return id
}
