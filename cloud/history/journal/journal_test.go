package journal_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/history/journal"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func open(t require.TestingT, dir string, segment, most int64) *journal.Journal {
	j, err := journal.Open(journal.Config{Dir: dir, SegmentBytes: segment, MaxBytes: most})
	require.NoError(t, err)
	return j
}

// drain returns what is left to read, as strings, and the damage met.
func drain(t require.TestingT, r *journal.Reader) []string {
	var all []string
	for {
		records, err := r.Next()
		require.NoError(t, err)
		if len(records) == 0 {
			require.NoError(t, r.Close())
			return all
		}
		for _, record := range records {
			all = append(all, string(record))
		}
	}
}

func TestWhatIsAppendedIsReadAlsoAfterReopening(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "")
		require.NoError(rt, err)
		batches := rapid.SliceOfN(rapid.SliceOfN(rapid.SliceOfN(rapid.Byte(), 0, 200), 0, 5), 0, 8).Draw(rt, "batches")
		segment := rapid.Int64Range(1, 2000).Draw(rt, "segment")
		var want []string
		j := open(rt, dir, segment, 1<<30)
		live := j.Reader()
		for _, batch := range batches {
			require.NoError(rt, j.Append(batch))
			for _, record := range batch {
				want = append(want, string(record))
			}
		}
		require.Equal(rt, want, drain(rt, live))
		require.NoError(rt, j.Close())
		j = open(rt, dir, segment, 1<<30)
		again := j.Reader()
		require.Equal(rt, want, drain(rt, again))
		require.Zero(rt, again.Corrupt())
		require.NoError(rt, j.Close())
	})
}

func TestReaderFollowsALargeJournal(t *testing.T) {
	j := open(t, t.TempDir(), 1<<20, 1<<30)
	r := j.Reader()
	for round := range 3 {
		var want []string
		for i := range 40 {
			record := bytes.Repeat([]byte{byte(round), byte(i)}, journal.MaxRecord/2)
			require.NoError(t, j.Append([][]byte{record}))
			want = append(want, string(record))
		}
		require.Equal(t, want, drain(t, r))
	}
	require.NoError(t, j.Close())
}

// segmentOf returns the bytes of a one-segment journal of records.
func segmentOf(t *testing.T, records ...string) []byte {
	dir := t.TempDir()
	j := open(t, dir, 1<<20, 1<<20)
	for _, record := range records {
		require.NoError(t, j.Append([][]byte{[]byte(record)}))
	}
	require.NoError(t, j.Close())
	files, err := filepath.Glob(filepath.Join(dir, "*.journal"))
	require.NoError(t, err)
	require.Len(t, files, 1)
	content, err := os.ReadFile(files[0])
	require.NoError(t, err)
	return content
}

// readBack returns what a journal whose only segment is content gives.
func readBack(t require.TestingT, dir string, content []byte) ([]string, uint64) {
	require.NoError(t, os.WriteFile(filepath.Join(dir, fmt.Sprintf("%016x.journal", 1)), content, 0o600))
	j := open(t, dir, 1<<20, 1<<30)
	r := j.Reader()
	all := drain(t, r)
	require.NoError(t, j.Close())
	return all, r.Corrupt()
}

func TestTornTailCostsOnlyTheLastRecord(t *testing.T) {
	two, three := segmentOf(t, "one", "two"), segmentOf(t, "one", "two", "three")
	dir := t.TempDir()
	for size := len(two); size < len(three); size++ {
		got, corrupt := readBack(t, dir, three[:size])
		require.Equal(t, []string{"one", "two"}, got, "cut at byte %d", size)
		require.Equal(t, size > len(two), corrupt == 1, "cut at byte %d", size)
	}
	got, corrupt := readBack(t, dir, append(bytes.Clone(two), make([]byte, 4096)...))
	require.Equal(t, []string{"one", "two"}, got)
	require.EqualValues(t, 1, corrupt)
}

func TestFault052_FlippedBitCostsOnlyItsRecord(t *testing.T) {
	content := segmentOf(t, "one", "HgJ1", "three")
	first, second := len(segmentOf(t, "one")), len(segmentOf(t, "one", "HgJ1"))
	dir := t.TempDir()
	f := func(bit int, want ...string) {
		t.Helper()
		damaged := bytes.Clone(content)
		damaged[bit/8] ^= 1 << (bit % 8)
		got, corrupt := readBack(t, dir, damaged)
		require.Equal(t, want, got, "bit %d", bit)
		require.EqualValues(t, 1, corrupt, "bit %d", bit)
	}
	for bit := range len(content) * 8 {
		switch {
		case bit/8 < first:
			f(bit, "HgJ1", "three")
		case bit/8 < second:
			f(bit, "one", "three")
		default:
			f(bit, "one", "HgJ1")
		}
	}
}

func TestDamageDoesNotReachTheNextSegment(t *testing.T) {
	dir := t.TempDir()
	torn := segmentOf(t, "one", "two")
	require.NoError(t, os.WriteFile(filepath.Join(dir, fmt.Sprintf("%016x.journal", 7)), torn[:len(torn)-1], 0o600))
	j := open(t, dir, 1<<20, 1<<30)
	require.NoError(t, j.Append([][]byte{[]byte("after the crash")}))
	r := j.Reader()
	require.Equal(t, []string{"one", "after the crash"}, drain(t, r))
	require.EqualValues(t, 1, r.Corrupt())
	require.NoError(t, j.Close())
}

func TestFullJournalRefusesUntilSegmentsAreDropped(t *testing.T) {
	j := open(t, t.TempDir(), 100, 300)
	r := j.Reader()
	record := [][]byte{make([]byte, 88)}
	for range 3 {
		require.NoError(t, j.Append(record))
	}
	require.Equal(t, fault.Busy, fault.KindOf(j.Append(record)))
	require.Len(t, drain(t, r), 3)
	require.NoError(t, j.Drop(r.Segment()))
	require.Zero(t, j.Bytes())
	require.NoError(t, j.Append(record))
	require.Len(t, drain(t, r), 1)
	require.NoError(t, j.Close())
}

func TestDropKeepsTheSegmentBeingWritten(t *testing.T) {
	j := open(t, t.TempDir(), 1<<20, 1<<20)
	require.NoError(t, j.Append([][]byte{[]byte("kept")}))
	require.NoError(t, j.Drop(99))
	require.Equal(t, []string{"kept"}, drain(t, j.Reader()))
	require.NoError(t, j.Rotate())
	require.NoError(t, j.Drop(99))
	require.Empty(t, drain(t, j.Reader()))
}

func TestOneProcessHoldsAJournal(t *testing.T) {
	dir := t.TempDir()
	j := open(t, dir, 1<<20, 1<<20)
	_, err := journal.Open(journal.Config{Dir: dir, SegmentBytes: 1, MaxBytes: 1})
	require.Equal(t, fault.Conflict, fault.KindOf(err))
	require.NoError(t, j.Close())
	require.NoError(t, open(t, dir, 1<<20, 1<<20).Close())
}

func TestRefusals(t *testing.T) {
	f := func(cfg journal.Config) {
		t.Helper()
		_, err := journal.Open(cfg)
		require.Equal(t, fault.Invalid, fault.KindOf(err))
		require.NotEmpty(t, fault.HintOf(err))
	}
	f(journal.Config{SegmentBytes: 1, MaxBytes: 1})
	f(journal.Config{Dir: "x", SegmentBytes: 0, MaxBytes: 1})
	f(journal.Config{Dir: "x", SegmentBytes: 2, MaxBytes: 1})
	f(journal.Config{Dir: "/dev/null/x", SegmentBytes: 1, MaxBytes: 1})

	j := open(t, t.TempDir(), 1<<20, 1<<20)
	require.Equal(t, fault.Invalid, fault.KindOf(j.Append([][]byte{make([]byte, journal.MaxRecord+1)})))
	require.NoError(t, j.Append([][]byte{[]byte("still works")}))
	require.NoError(t, j.Close())
}

func TestFailedWriteIsFinal(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "gone")
	j := open(t, dir, 1<<20, 1<<20)
	require.NoError(t, os.RemoveAll(dir))
	first := j.Append([][]byte{[]byte("x")})
	require.Equal(t, fault.Unknown, fault.KindOf(first))
	require.NoError(t, os.MkdirAll(dir, 0o700))
	require.Equal(t, first, j.Append([][]byte{[]byte("x")}))
}

func FuzzReaderSurvivesAnyBytes(f *testing.F) {
	f.Add([]byte("HgJ1"), []byte("body"))
	f.Add(bytes.Repeat([]byte("HgJ"), 50), []byte{})
	f.Add([]byte("HgJ1\xff\xff\x00\x00aaaa"), []byte("HgJ1"))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, garbage, body []byte) {
		if len(body) > journal.MaxRecord {
			return
		}
		content := append(bytes.Clone(garbage), segmentOf(t, string(body))...)
		got, _ := readBack(t, dir, content)
		require.NotEmpty(t, got)
		require.Equal(t, string(body), got[len(got)-1])
	})
}

// TestWhatWasReadAndWhatIsLeftAreAll: over as many segments as there are, and as the journal
// grows.
func TestWhatWasReadAndWhatIsLeftAreAll(t *testing.T) {
	j := open(t, t.TempDir(), 500, 1<<20)
	r := j.Reader()
	begun, grown := r.Position(), int64(0)
	for i := range 50 {
		before := j.Bytes()
		require.NoError(t, j.Append([][]byte{bytes.Repeat([]byte{byte(i)}, 10*i)}))
		grown += j.Bytes() - before
		if i%3 == 0 {
			_, err := r.Next()
			require.NoError(t, err)
		}
		require.Equal(t, grown, j.Between(begun, r.Position())+j.Beyond(r.Position()))
		require.Equal(t, grown, j.Beyond(begun))
	}
	drain(t, r)
	require.Zero(t, j.Beyond(r.Position()))
	require.Zero(t, j.Between(r.Position(), r.Position()))
	require.Equal(t, grown, j.Between(begun, r.Position()))
	require.NoError(t, j.Close())
}
