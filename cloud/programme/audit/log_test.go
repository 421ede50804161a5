package audit_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/programme/audit"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func open(t *testing.T, path string) (*audit.Log, audit.Left) {
	t.Helper()
	l, left, err := audit.Open(path)
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	return l, left
}

func filled(t *testing.T, texts ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "audit.log")
	l, _ := open(t, path)
	for _, text := range texts {
		require.NoError(t, l.Append([]byte(text)))
	}
	require.NoError(t, l.Close())
	return path
}

// TestWhateverIsLeftOfTheLastRecordTheOthersStand: the file is cut at every byte.
func TestWhateverIsLeftOfTheLastRecordTheOthersStand(t *testing.T) {
	path := filled(t, "one", "two", "three")
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	for cut := range len(data) + 1 {
		require.NoError(t, os.WriteFile(path, data[:cut], 0o600))
		l, left, err := audit.Open(path)
		require.NoError(t, err, cut)
		whole := bytes.Count(data[:cut], []byte("\n"))
		require.Len(t, left.Records, whole)
		_, n := l.Head()
		require.Equal(t, uint64(whole), n)
		again, err := l.Records()
		require.NoError(t, err)
		require.Equal(t, left.Records, again)
		require.NoError(t, l.Append([]byte("next")))
		require.NoError(t, l.Close())
		l, left, err = audit.Open(path)
		require.NoError(t, err, "what was cut off leaves nothing in the way")
		require.Zero(t, left.Torn)
		require.Equal(t, "next", string(left.Records[whole]))
		require.NoError(t, l.Close())
	}
}

// TestFault111_ARecordEditedOrTakenOutIsDetected by the chain of seals.
func TestFault111_ARecordEditedOrTakenOutIsDetected(t *testing.T) {
	f := func(why, want string, change func(lines [][]byte) [][]byte) {
		t.Helper()
		path := filled(t, `{"by":"anna"}`, `{"by":"bert"}`, `{"by":"cleo"}`)
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		lines := bytes.SplitAfter(data, []byte("\n"))
		require.NoError(t, os.WriteFile(path, bytes.Join(change(lines[:3]), nil), 0o600))
		_, _, err = audit.Open(path)
		require.Equal(t, fault.Corrupt, fault.KindOf(err), why)
		require.ErrorContains(t, err, want, why)
	}
	f("edited", "line 2", func(l [][]byte) [][]byte { l[1] = bytes.Replace(l[1], []byte("bert"), []byte("anna"), 1); return l })
	f("taken out", "line 2", func(l [][]byte) [][]byte { return [][]byte{l[0], l[2]} })
	f("first taken out", "line 1", func(l [][]byte) [][]byte { return l[1:] })
	f("put in twice", "line 2", func(l [][]byte) [][]byte { return [][]byte{l[0], l[0], l[1], l[2]} })
	f("swapped", "line 2", func(l [][]byte) [][]byte { return [][]byte{l[0], l[2], l[1]} })
	f("no record", "line 3", func(l [][]byte) [][]byte { l[2] = []byte("\n"); return l })
}

func TestAnotherHasIt(t *testing.T) {
	path := filled(t, "one")
	open(t, path)
	_, _, err := audit.Open(path)
	require.Equal(t, fault.Conflict, fault.KindOf(err))
}

func TestARecordIsOneLine(t *testing.T) {
	l, _ := open(t, filled(t))
	require.Equal(t, fault.Invalid, fault.KindOf(l.Append([]byte("a\nb"))))
	require.Equal(t, fault.Invalid, fault.KindOf(l.Append(nil)))
	require.NoError(t, l.Append([]byte("a")))
}

// FuzzDecode: what is decoded is written as the same bytes.
func FuzzDecode(f *testing.F) {
	sum := sha256.Sum256(append(make([]byte, sha256.Size), "one"...))
	f.Add([]byte(hex.EncodeToString(sum[:]) + " one\ntorn"))
	f.Add([]byte("\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		records, head, size, err := audit.Decode(data)
		if err != nil {
			return
		}
		path := filepath.Join(t.TempDir(), "audit.log")
		l, _, err := audit.Open(path)
		require.NoError(t, err)
		defer l.Close()
		for _, r := range records {
			require.NoError(t, l.Append(r))
		}
		again, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, string(data[:size]), string(again))
		got, _ := l.Head()
		require.Equal(t, head, got)
	})
}
