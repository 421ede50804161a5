package ledger_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/market/ledger"
)

// five returns the lines of a ledger of five entries, and its head.
func five(t require.TestingT) ([][]byte, ledger.Head) {
	b := ledger.NewBook()
	var lines [][]byte
	for _, d := range []ledger.Draft{
		sale("capacity", 0, 30), sale("capacity", 30, 60), payment(5), correction(2, sale("capacity", 30, 60), 1, 0), sale("reserve", 60, 90),
	} {
		in, err := b.Enter(d)
		require.NoError(t, err)
		lines = append(lines, in.Line)
	}
	return lines, b.Head()
}

func verify(t require.TestingT, lines [][]byte, heads ...ledger.Head) (ledger.Head, []ledger.Finding) {
	head, found, err := ledger.Verify(bytes.NewReader(bytes.Join(lines, nil)), heads...)
	require.NoError(t, err)
	return head, found
}

// change writes entry n (from 1) anew with another energy; its line has the
// right hash where honest is true, as that of a forger would.
func change(t require.TestingT, lines [][]byte, n int, honest bool) [][]byte {
	lines = slices.Clone(lines)
	e := entryOf(t, lines[n-1])
	e.Amount += 1000
	forged, _, err := e.Line()
	require.NoError(t, err)
	if !honest {
		copy(forged, lines[n-1][:64])
	}
	lines[n-1] = forged
	return lines
}

func TestVerifyNamesWhatIsWrong(t *testing.T) {
	lines, head := five(t)
	type told struct {
		wrong       ledger.Wrong
		first, last uint64
		line        int
	}
	f := func(lines [][]byte, heads []ledger.Head, want ...told) {
		t.Helper()
		_, found := verify(t, lines, heads...)
		var got []told
		for _, x := range found {
			got = append(got, told{x.Wrong, x.First, x.Last, x.Line})
			require.NotEmpty(t, x.String())
		}
		require.Equal(t, want, got, "%v", found)
	}
	without := func(from, to int) [][]byte { return slices.Delete(slices.Clone(lines), from-1, to) }
	swapped := slices.Clone(lines)
	swapped[1], swapped[2] = lines[2], lines[1]
	published := []ledger.Head{{}, head, {Seq: 1, Hash: entryOf(t, lines[1]).Prev}}

	f(nil, nil)
	f(lines, published)
	f(change(t, lines, 2, false), published, told{ledger.Altered, 2, 2, 2})
	f(change(t, lines, 5, false), nil, told{ledger.Altered, 5, 5, 5})
	f(change(t, lines, 1, true), nil, told{ledger.AgainstRule, 1, 1, 1}, told{ledger.Replaced, 1, 1, 1})
	f(change(t, lines, 3, true), nil, told{ledger.Replaced, 3, 3, 3})
	f(without(2, 2), published, told{ledger.Dropped, 2, 2, 0})
	f(without(1, 3), nil, told{ledger.Dropped, 1, 3, 0})
	f(without(4, 5), nil)
	f(without(4, 5), published, told{ledger.Dropped, 4, 5, 0})
	f(without(5, 5), []ledger.Head{{Seq: 9}}, told{ledger.Dropped, 5, 9, 0})
	f(swapped, published, told{ledger.Reordered, 2, 2, 3})
	f(append(slices.Clone(lines), lines[1]), published, told{ledger.Repeated, 2, 2, 6})
	f(append(slices.Clone(lines), []byte("x\n")), published, told{ledger.Unreadable, 0, 0, 6})
	f(append(slices.Clone(lines), lines[1][:20]), published, told{ledger.Unreadable, 0, 0, 6})
	f(slices.Concat(lines[:2], [][]byte{[]byte("\n")}, lines[2:]), nil, told{ledger.Unreadable, 0, 0, 3})
	unnumbered := entryOf(t, lines[0])
	unnumbered.Seq = 0
	zero, _, err := unnumbered.Line()
	require.NoError(t, err)
	f([][]byte{zero}, nil, told{ledger.AgainstRule, 0, 0, 1})
	f(change(t, without(2, 2), 3, false), nil, told{ledger.Dropped, 2, 2, 0}, told{ledger.Altered, 4, 4, 3})
}

// Who writes the ledger anew from an entry on makes a chain that holds. What was
// published shows it.
func TestAPublishedHeadShowsALedgerWrittenAnew(t *testing.T) {
	lines, head := five(t)
	b := ledger.NewBook()
	var forged [][]byte
	for _, d := range []ledger.Draft{sale("capacity", 0, 30), sale("bribe", 30, 60), payment(5), sale("reserve", 60, 90), sale("reserve", 90, 100)} {
		in, err := b.Enter(d)
		require.NoError(t, err)
		forged = append(forged, in.Line)
	}
	require.Equal(t, lines[0], forged[0])
	_, found := verify(t, forged)
	require.Empty(t, found)
	first := ledger.Head{Seq: 1, Hash: entryOf(t, lines[1]).Prev}
	end, found := verify(t, forged, first, head)
	require.Equal(t, b.Head(), end)
	require.Len(t, found, 1)
	require.Equal(t, ledger.OffHead, found[0].Wrong)
}

// A sale of the same interval that a forger chained in is against the rules.
func TestAChainThatHoldsIsStillHeldToTheRules(t *testing.T) {
	lines, _ := five(t)
	for n := range lines {
		e := entryOf(t, lines[n])
		e.Amount++
		forged, _, err := e.Line()
		require.NoError(t, err)
		_, found := verify(t, append(slices.Clone(lines[:n]), forged))
		if e.Kind == ledger.Payment {
			require.Empty(t, found)
			continue
		}
		require.Len(t, found, 1)
		require.Equal(t, ledger.AgainstRule, found[0].Wrong)
		require.EqualValues(t, n+1, found[0].First)
	}
}

// Whatever single thing is done to a ledger, verification finds it and names the
// entry.
func TestVerifyFindsEverySingleChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b, lines := draw(t)
		if len(lines) < 2 {
			return
		}
		n := rapid.IntRange(1, len(lines)).Draw(t, "entry")
		var changed [][]byte
		switch rapid.IntRange(0, 3).Draw(t, "change") {
		case 0: // one bit
			changed = slices.Clone(lines)
			changed[n-1] = bytes.Clone(lines[n-1])
			changed[n-1][rapid.IntRange(0, len(lines[n-1])-2).Draw(t, "byte")] ^= 1 << rapid.IntRange(0, 6).Draw(t, "bit")
		case 1: // dropped
			changed = slices.Delete(slices.Clone(lines), n-1, n)
		case 2: // moved to another place
			to := rapid.IntRange(0, len(lines)-2).Filter(func(i int) bool { return i != n-1 }).Draw(t, "to")
			changed = slices.Insert(slices.Delete(slices.Clone(lines), n-1, n), to, lines[n-1])
		case 3: // repeated
			changed = append(slices.Clone(lines), lines[n-1])
		}
		_, found := verify(t, changed, b.Head())
		require.NotEmpty(t, found)
		require.True(t, slices.ContainsFunc(found, func(x ledger.Finding) bool {
			return x.First <= uint64(n) && uint64(n) <= x.Last || x.Line == n || x.Wrong == ledger.Reordered
		}), "entry %d: %v", n, found)
	})
}

func TestVerifyTellsWhatItCannotRead(t *testing.T) {
	_, _, err := ledger.Verify(iotest.ErrReader(errors.New("disk")))
	require.ErrorContains(t, err, "disk")
	_, _, err = ledger.Verify(bytes.NewReader(make([]byte, 1<<20)))
	require.Error(t, err)
}

func FuzzVerify(f *testing.F) {
	lines, head := five(f)
	f.Add(bytes.Join(lines, nil))
	f.Add([]byte("\n\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		end, found, err := ledger.Verify(bytes.NewReader(text), head)
		if err == nil && len(found) == 0 {
			require.GreaterOrEqual(t, end.Seq, head.Seq)
			require.True(t, bytes.HasPrefix(text, bytes.Join(lines, nil)))
		}
	})
}
