package ledger_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/hearthgrid/hearthgrid/cloud/market/ledger"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func open(t require.TestingT, path string) *ledger.File {
	l, err := ledger.Open(path)
	require.NoError(t, err)
	return l
}

func appendAll(t require.TestingT, l *ledger.File, drafts ...ledger.Draft) []ledger.Outcome {
	outcomes, err := l.Append(drafts)
	require.NoError(t, err)
	require.Len(t, outcomes, len(drafts))
	return outcomes
}

func TestALedgerIsThereAfterReopening(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger")
	l := open(t, path)
	require.Equal(t, ledger.Head{}, l.Head())
	twice := sale("reserve", 10, 20)
	got := appendAll(t, l, sale("capacity", 0, 30), twice, payment(5))
	require.Equal(t, []ledger.Outcome{{Seq: 1, New: true}, {Err: got[1].Err}, {Seq: 2, New: true}}, got)
	require.ErrorAs(t, got[1].Err, new(*ledger.TwiceSold))
	head := l.Head()
	require.NoError(t, l.Close())

	l = open(t, path)
	require.Equal(t, head, l.Head())
	require.Zero(t, l.State().Torn)
	require.Equal(t, []ledger.Outcome{{Seq: 1}}, appendAll(t, l, sale("capacity", 0, 30)), "known after a restart")
	appendAll(t, l, correction(1, sale("capacity", 0, 30), 1, 0))
	rows, err := ledger.Sums(l.Entries(), ledger.ByHome)
	require.NoError(t, err)
	require.Equal(t, []ledger.Row{
		{Account: ledger.Account{Currency: "EUR", Programme: "capacity", Event: "e1", Site: "home-1"}, Energy: 1, Amount: 0, Entries: 2, Corrections: 1},
		{Account: ledger.Account{Currency: "EUR", Programme: "regulation", Event: "e1", Site: "home-1"}, Amount: 5, Entries: 1},
	}, rows)
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	end, found := verify(t, [][]byte{text}, head)
	require.Empty(t, found)
	require.Equal(t, l.Head(), end)
	require.NoError(t, l.Close())
}

// A power cut in the middle of a write costs what nobody was told of, no more.
func TestATornTailIsTakenOff(t *testing.T) {
	lines, _ := five(t)
	whole, last := bytes.Join(lines[:4], nil), lines[4]
	f := func(tail []byte) {
		t.Helper()
		path := filepath.Join(t.TempDir(), "ledger")
		require.NoError(t, os.WriteFile(path, append(bytes.Clone(whole), tail...), 0o600))
		l := open(t, path)
		require.EqualValues(t, 4, l.Head().Seq)
		torn := l.State().Torn
		require.EqualValues(t, len(tail), torn.Bytes)
		if len(tail) > 0 {
			kept, err := os.ReadFile(torn.Kept)
			require.NoError(t, err)
			require.Equal(t, string(tail), string(kept), "what was taken off is not gone")
		}
		appendAll(t, l, sale("reserve", 60, 90))
		require.NoError(t, l.Close())
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, string(bytes.Join(lines, nil)), string(text))
	}
	for cut := 0; cut < len(last); cut += 7 {
		f(last[:cut])
	}
	f(last[:len(last)-1])
	f(make([]byte, 100_000))
}

func TestADamagedLedgerIsNotOpened(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger")
	lines, _ := five(t)
	text := bytes.Join(lines, nil)
	for _, damaged := range [][]byte{
		bytes.Join(change(t, lines, 2, false), nil), bytes.Join(change(t, lines, 2, true), nil), bytes.Join(lines[1:], nil),
		append(make([]byte, 20_000), text...), append([]byte("\n"), text...),
	} {
		require.NoError(t, os.WriteFile(path, damaged, 0o600))
		_, err := ledger.Open(path)
		require.Equal(t, fault.Corrupt, fault.KindOf(err))
		require.NotEmpty(t, fault.HintOf(err))
		after, err := os.ReadFile(path)
		require.NoError(t, err)
		require.True(t, bytes.Equal(damaged, after), "evidence is left as it is")
	}
}

func TestOneProcessHoldsALedger(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger")
	l := open(t, path)
	_, err := ledger.Open(path)
	require.Equal(t, fault.Conflict, fault.KindOf(err))
	require.NoError(t, l.Close())
	require.NoError(t, open(t, path).Close())
	_, err = ledger.Open(filepath.Join(path, "no", "folder"))
	require.Equal(t, fault.Invalid, fault.KindOf(err))
}

func TestEntriesEndWhereTheFileWasChanged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger")
	l := open(t, path)
	appendAll(t, l, sale("capacity", 0, 30), sale("capacity", 30, 60))
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	text[len(text)-3] ^= 1
	require.NoError(t, os.WriteFile(path, text, 0o600))
	_, err = ledger.Sums(l.Entries(), ledger.ByHome)
	require.Error(t, err)
	require.NoError(t, l.Close())
}

// limitFiles makes writes past size bytes of any file fail, as on a full disk,
// until the returned function is called.
func limitFiles(t *testing.T, size uint64) (lift func()) {
	var before syscall.Rlimit
	require.NoError(t, syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before))
	signal.Ignore(syscall.SIGXFSZ)
	limit := before
	limit.Cur = size
	require.NoError(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit))
	return func() {
		require.NoError(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before))
		signal.Reset(syscall.SIGXFSZ)
	}
}

// A full disk refuses, and loses nothing: neither the file nor the book keeps
// what was not stored.
func TestFault073_AFullDiskEntersNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger")
	l := open(t, path)
	appendAll(t, l, sale("capacity", 0, 30))
	head := l.Head()
	lift := limitFiles(t, 900)
	for range 2 {
		_, err := l.Append([]ledger.Draft{sale("capacity", 30, 60), sale("capacity", 60, 90)})
		require.Equal(t, fault.Busy, fault.KindOf(err), "%v", err)
		require.Equal(t, head, l.Head())
	}
	lift()
	require.True(t, appendAll(t, l, sale("capacity", 30, 60))[0].New)
	require.NoError(t, l.Close())
	l = open(t, path)
	require.Zero(t, l.State().Torn)
	require.EqualValues(t, 2, l.Head().Seq)
	require.NoError(t, l.Close())
}

// Whoever has a copy can check it with no program of ours: a line is the SHA-256
// of what follows it, and holds that of the line before.
func TestALineIsCheckedBySHA256Alone(t *testing.T) {
	lines, _ := five(t)
	before := strings.Repeat("0", 64)
	for _, line := range lines {
		body := line[65 : len(line)-1]
		require.Equal(t, fmt.Sprintf("%x ", sha256.Sum256(body)), string(line[:65]))
		require.Contains(t, string(body), `"prev":"`+before+`"`)
		before = string(line[:64])
	}
}

// Programmes that settle at the same time get one chain, and the first of two
// that claim one interval has it.
func TestManyAppendAtATime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger")
	l := open(t, path)
	var wins atomic.Int64
	var g errgroup.Group
	for n := range 8 {
		g.Go(func() error {
			for i := range 10 {
				outcomes, err := l.Append([]ledger.Draft{sale(fmt.Sprintf("programme-%d", n), i, i+1)})
				if err != nil {
					return err
				}
				if outcomes[0].New {
					wins.Add(1)
				}
				_ = l.Head()
			}
			return nil
		})
	}
	require.NoError(t, g.Wait())
	require.EqualValues(t, 10, wins.Load())
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	end, found := verify(t, [][]byte{text})
	require.Empty(t, found)
	require.Equal(t, ledger.Head{Seq: 10, Hash: end.Hash}, l.Head())
	require.NoError(t, l.Close())
}

// A write that cannot be taken back is final.
func TestAWriteOfUnknownOutcomeIsFinal(t *testing.T) {
	l := open(t, filepath.Join(t.TempDir(), "ledger"))
	appendAll(t, l, sale("capacity", 0, 30))
	head := l.Head()
	require.NoError(t, l.Close())
	for range 2 {
		_, err := l.Append([]ledger.Draft{sale("capacity", 30, 60)})
		require.Equal(t, fault.Unknown, fault.KindOf(err))
		require.Equal(t, head, l.Head(), "what may not be durable is not published")
	}
}

// BenchmarkAppend enters an event of 10,000 homes and opens the ledger again.
func BenchmarkAppend(b *testing.B) {
	var drafts []ledger.Draft
	for i := range 10_000 {
		d := sale("capacity", 0, 30)
		d.Site = energy.SiteID(fmt.Sprintf("home-%d", i))
		drafts = append(drafts, d)
	}
	b.Run("append", func(b *testing.B) {
		for b.Loop() {
			l := open(b, filepath.Join(b.TempDir(), "ledger"))
			appendAll(b, l, drafts...)
			require.NoError(b, l.Close())
		}
	})
	path := filepath.Join(b.TempDir(), "ledger")
	l := open(b, path)
	appendAll(b, l, drafts...)
	require.NoError(b, l.Close())
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			require.NoError(b, open(b, path).Close())
		}
	})
}
