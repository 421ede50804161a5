package ledger_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/market/ledger"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// What was durable is never taken off, wherever the file was cut or overwritten.
func TestWhatWasDurableIsNotTakenOff(t *testing.T) {
	lines, _ := five(t)
	text := bytes.Join(lines, nil)
	f := func(damaged []byte) {
		t.Helper()
		path := filepath.Join(t.TempDir(), "ledger")
		require.NoError(t, os.WriteFile(path, bytes.Join(lines[:4], nil), 0o600))
		l := open(t, path)
		appendAll(t, l, sale("reserve", 60, 90))
		require.NoError(t, l.State().Note)
		require.NoError(t, l.Close())
		require.NoError(t, os.WriteFile(path, damaged, 0o600))
		_, err := ledger.Open(path)
		require.Equal(t, fault.Corrupt, fault.KindOf(err), "%v", err)
		after, err := os.ReadFile(path)
		require.NoError(t, err)
		require.True(t, bytes.Equal(damaged, after), "evidence is left as it is")
	}
	for cut := 0; cut < len(lines[4]); cut += 37 {
		f(text[:len(text)-1-cut])
	}
	f(append(bytes.Join(lines[:2], nil), make([]byte, 4096)...))
	f(bytes.Join(lines[:3], nil))
	f(nil)
	f(bytes.Join(change(t, lines, 4, true), nil))
}

// A write that was torn after the last noted head costs itself alone, and a note
// that cannot be read is no note to go by.
func TestANoteThatCannotBeReadIsNotGoneBy(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger")
	l := open(t, path)
	appendAll(t, l, sale("capacity", 0, 30))
	require.NoError(t, l.Close())
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	require.NoError(t, err)
	_, err = file.WriteString("torn")
	require.NoError(t, errors.Join(err, file.Close()))
	l = open(t, path)
	require.EqualValues(t, 4, l.State().Torn.Bytes)
	require.EqualValues(t, 1, l.Head().Seq)
	require.NoError(t, l.Close())
	require.NoError(t, os.WriteFile(path+".head", []byte("what"), 0o600))
	_, err = ledger.Open(path)
	require.Equal(t, fault.Corrupt, fault.KindOf(err))
}
