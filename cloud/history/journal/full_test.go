//go:build unix

package journal_test

import (
	"os/signal"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

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

func TestFault073_FullDiskRefusesAndRecovers(t *testing.T) {
	dir, long := t.TempDir(), strings.Repeat("long", 100)
	j := open(t, dir, 1<<20, 1<<20)
	require.NoError(t, j.Append([][]byte{[]byte("before")}))
	lift := limitFiles(t, 100)
	for range 3 {
		require.Equal(t, fault.Busy, fault.KindOf(j.Append([][]byte{[]byte(long)})))
	}
	require.NoError(t, j.Append([][]byte{[]byte("short")}))
	lift()
	require.NoError(t, j.Append([][]byte{[]byte(long)}))
	require.NoError(t, j.Close())
	r := open(t, dir, 1<<20, 1<<20).Reader()
	require.Equal(t, []string{"before", "short", long}, drain(t, r))
	require.Zero(t, r.Corrupt())
}
