package ledger

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Wrong is what is the matter with an entry.
type Wrong string

// What can be the matter.
const (
	Unreadable  Wrong = "unreadable"   // the line is none of a ledger
	Altered     Wrong = "altered"      // it is not what its hash was made of
	Dropped     Wrong = "dropped"      // it is not there
	Reordered   Wrong = "reordered"    // it stands behind a later one
	Repeated    Wrong = "repeated"     // it is there more than once
	Replaced    Wrong = "replaced"     // the one after it was made with another in its place
	AgainstRule Wrong = "against_rule" // the entries before it do not lead to it
	OffHead     Wrong = "off_head"     // it is not the one that was published
)

// Finding is one thing that is wrong: of the entries First to Last, of which the
// first stands in Line, counted from 1, or 0 where none does.
type Finding struct {
	Wrong       Wrong
	First, Last uint64
	Line        int
	Text        string // for people
}

// String returns the finding for people.
func (f Finding) String() string {
	which := fmt.Sprintf("entry %d", f.First)
	switch {
	case f.First == 0:
		which = fmt.Sprintf("line %d", f.Line)
	case f.Last > f.First:
		which = fmt.Sprintf("entries %d to %d", f.First, f.Last)
	}
	return fmt.Sprintf("%s: %s: %s", which, f.Wrong, f.Text)
}

// Verify reads a ledger and returns where it ends and what is wrong with it,
// by number of entry; nothing where all of it is as it was written. Published
// heads show what the chain by itself cannot: a ledger that was written anew from
// some entry on, or ends too early. An error is one of reading.
func Verify(in io.Reader, published ...Head) (Head, []Finding, error) {
	v := verifier{at: map[uint64]seen{}, book: NewBook()}
	if err := v.read(in); err != nil {
		return Head{}, nil, err
	}
	v.gaps()
	v.links()
	for _, h := range published {
		v.compare(h)
	}
	slices.SortStableFunc(v.found, func(a, b Finding) int { return cmp.Compare(a.First, b.First) })
	return Head{v.last, v.at[v.last].hash}, v.found, nil
}

// seen is an entry as it was met.
type seen struct {
	hash, prev Hash
	line       int
	intact     bool
}

type verifier struct {
	at    map[uint64]seen
	last  uint64 // highest number met
	lines int
	found []Finding
	book  *Book
	stray bool // the book could not follow any more
}

func (v *verifier) read(in io.Reader) error {
	r := bufio.NewReaderSize(in, longestLine)
	for {
		line, err := r.ReadSlice('\n')
		switch {
		case errors.Is(err, io.EOF) && len(line) == 0:
			return nil
		case errors.Is(err, io.EOF):
			v.lines++
			v.report(Unreadable, 0, "it has no end: a write was cut short")
			return nil
		case errors.Is(err, bufio.ErrBufferFull):
			return fmt.Errorf("line %d is longer than any entry", v.lines+1)
		case err != nil:
			return err
		}
		v.lines++
		v.line(line[:len(line)-1])
	}
}

func (v *verifier) line(line []byte) {
	e, hash, intact, err := ParseLine(line)
	if err != nil {
		v.report(Unreadable, 0, err.Error())
		v.stray = true
		return
	}
	if e.Seq == 0 {
		v.report(AgainstRule, 0, "entries are numbered from 1")
		v.stray = true
		return
	}
	if before, there := v.at[e.Seq]; there {
		v.report(Repeated, e.Seq, fmt.Sprintf("it stands in line %d already", before.line))
		return
	}
	if e.Seq < v.last {
		v.report(Reordered, e.Seq, fmt.Sprintf("it stands behind entry %d", v.last))
		v.stray = true
	}
	if !intact {
		v.report(Altered, e.Seq, "what it says has another hash than its own")
		v.stray = true
	}
	v.at[e.Seq] = seen{hash: hash, prev: e.Prev, line: v.lines, intact: intact}
	v.last = max(v.last, e.Seq)
	v.replay(e, hash)
}

// replay holds the entry against the rules, as long as all before it are there.
func (v *verifier) replay(e Entry, hash Hash) {
	if v.stray || e.Seq != v.book.Head().Seq+1 {
		v.stray = true
		return
	}
	if e.Prev != v.book.Head().Hash {
		v.stray = true // links tells what it is
		return
	}
	if err := v.book.Replay(e, hash); err != nil {
		v.report(AgainstRule, e.Seq, err.Error())
		v.stray = true
	}
}

// gaps finds the numbers that were never met.
func (v *verifier) gaps() {
	numbers := make([]uint64, 0, len(v.at))
	for n := range v.at {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	next := uint64(1)
	for _, n := range numbers {
		if n > next {
			v.found = append(v.found, Finding{Wrong: Dropped, First: next, Last: n - 1, Text: fmt.Sprintf("entry %d is there", n)})
		}
		next = n + 1
	}
}

// links finds the entries that the next one was not made with.
func (v *verifier) links() {
	for n, s := range v.at {
		before, there := v.at[n-1]
		switch {
		case n == 1 && !s.prev.IsZero():
			v.found = append(v.found, Finding{Wrong: Dropped, First: 1, Last: 1, Line: s.line, Text: "the first entry was made with one before it"})
		case n > 1 && there && before.intact && before.hash != s.prev:
			v.found = append(v.found, Finding{Wrong: Replaced, First: n - 1, Last: n - 1, Line: before.line,
				Text: fmt.Sprintf("entry %d was made with another in its place", n)})
		}
	}
}

func (v *verifier) compare(h Head) {
	s, there := v.at[h.Seq]
	switch {
	case h == Head{}, there && s.hash == h.Hash:
	case h.Seq > v.last:
		v.found = append(v.found, Finding{Wrong: Dropped, First: v.last + 1, Last: h.Seq, Text: "published, and not there"})
	case there:
		v.found = append(v.found, Finding{Wrong: OffHead, First: h.Seq, Last: h.Seq, Line: s.line,
			Text: "another one was published: it, or one before it since the last published head that agrees, was written anew"})
	}
}

func (v *verifier) report(wrong Wrong, seq uint64, text string) {
	v.found = append(v.found, Finding{Wrong: wrong, First: seq, Last: seq, Line: v.lines, Text: text})
}
