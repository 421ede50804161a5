package fieldbus_test

import (
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/fieldbus"
)

// plug serves a slave on a new pseudo terminal that path leads to, as a USB
// adapter appears under /dev/serial/by-id.
func plug(t *testing.T, path string) io.Closer {
	t.Helper()
	far, end, err := pty.Open()
	require.NoError(t, err)
	require.NoError(t, os.Symlink(end.Name(), path+".new"))
	require.NoError(t, os.Rename(path+".new", path))
	t.Cleanup(func() { _, _ = end.Close(), far.Close() })
	go saying(false, question.truth)(far)
	return far
}

func TestSerialAdapterIsPulledAndPutBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "meter")
	link, err := fieldbus.NewRTU(fieldbus.Config{Address: path, Timeout: 500 * time.Millisecond, BackoffMin: time.Millisecond,
		BackoffMax: 2 * time.Millisecond, Quiet: 10 * time.Millisecond})
	require.NoError(t, err)
	adapter := plug(t, path)
	run(t, link)
	for range 3 {
		right(t, link, 1, 40, 4)
		require.NoError(t, adapter.Close())
		require.Error(t, link.ReadHolding(t.Context(), 1, 40, words(4)))
		unplugged := func() bool {
			state, since := link.State()
			return state == fieldbus.Unplugged && !since.IsZero()
		}
		require.Eventually(t, unplugged, 10*time.Second, time.Millisecond)
		adapter = plug(t, path)
		back := func() bool { return link.ReadHolding(t.Context(), 1, 40, words(4)) == nil }
		require.Eventually(t, back, 10*time.Second, 5*time.Millisecond)
	}
	require.NotZero(t, link.Stats().Reconnects)
}
