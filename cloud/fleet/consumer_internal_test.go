package fleet

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A change is not told of before memory knows it: who hears of it asks memory at once,
// and is not told again.
func TestConsumer_HearsOfNothingThatMemoryDoesNotKnow(t *testing.T) {
	r, err := Open(filepath.Join(t.TempDir(), "registry.db"))
	require.NoError(t, err)
	defer r.Close()
	c, err := r.Consumer(t.Context(), "test")
	require.NoError(t, err)

	r.index.mu.RLock() // memory cannot be brought up to date
	added := make(chan error)
	go func() { added <- r.AddSite(t.Context(), "home-1", time.Now()) }()
	require.Eventually(t, func() bool {
		all, err := r.Changes(t.Context(), 0, 10)
		return err == nil && len(all) == 1
	}, 10*time.Second, time.Millisecond)
	early, err := c.Next(t.Context(), 0)
	require.NoError(t, err)
	skipped, err := r.Consumer(t.Context(), "other")
	require.NoError(t, err)
	skipped.Skip()
	r.index.mu.RUnlock()
	require.NoError(t, <-added)
	require.Empty(t, early)
	for _, one := range []*Consumer{c, skipped} {
		told, err := one.Next(t.Context(), 10*time.Second)
		require.NoError(t, err)
		require.Len(t, told, 1)
	}
}
