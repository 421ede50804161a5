package ledger

import (
	"bufio"
	"io"
	"iter"
	"slices"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Copy returns the lines that are durable now, as they are on disk.
func (l *File) Copy() io.Reader {
	l.mu.Lock()
	defer l.mu.Unlock()
	return io.NewSectionReader(l.file, 0, l.size)
}

// Page returns at most most entries that are durable now, in order, from the one
// after number after on.
func (l *File) Page(after uint64, most int) iter.Seq2[Entry, error] {
	l.mu.Lock()
	defer l.mu.Unlock()
	var numbers []uint64
	for n := after + 1; n <= l.head.Seq && len(numbers) < most; n++ {
		numbers = append(numbers, n)
	}
	return l.numbered(numbers)
}

// Of returns all entries about an event that are durable now, in order.
func (l *File) Of(programme, event string) iter.Seq2[Entry, error] {
	l.mu.Lock()
	defer l.mu.Unlock()
	var numbers []uint64
	for _, s := range l.book.roots {
		if s.programme.Value() == programme && s.event.Value() == event {
			numbers = s.numbers(numbers)
		}
	}
	slices.Sort(numbers)
	return l.numbered(numbers)
}

// Owed returns all entries about a home of which any part is in span that are
// durable now, in order.
func (l *File) Owed(site energy.SiteID, span energy.Interval) iter.Seq2[Entry, error] {
	l.mu.Lock()
	defer l.mu.Unlock()
	var numbers []uint64
	for _, s := range l.book.homes[site].near(span) {
		if s.start < span.End.Unix() && s.end > span.Start.Unix() {
			numbers = s.numbers(numbers)
		}
	}
	slices.Sort(numbers)
	return l.numbered(numbers)
}

// numbers appends those of all entries about s.
func (s *standing) numbers(to []uint64) []uint64 {
	to = append(append(to, s.root), s.between...)
	if s.last > s.root {
		to = append(to, s.last)
	}
	return to
}

// numbered reads entries by their numbers.
func (l *File) numbered(numbers []uint64) iter.Seq2[Entry, error] {
	at := make([]int64, len(numbers))
	for i, n := range numbers {
		at[i] = l.at[n-1]
	}
	size := l.size
	return func(yield func(Entry, error) bool) {
		r := bufio.NewReaderSize(nil, longestLine)
		for _, from := range at {
			r.Reset(io.NewSectionReader(l.file, from, size-from))
			s, err := next(r)
			if !yield(s.entry, err) || err != nil {
				return
			}
		}
	}
}
