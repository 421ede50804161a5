package atomicfile_test

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/atomicfile"
)

func TestWrite_ReplacesContentAndPermissions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	f := func(data string, perm os.FileMode) {
		t.Helper()
		require.NoError(t, atomicfile.Write(path, []byte(data), perm))
		got, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, data, string(got))
		info, err := os.Stat(path)
		require.NoError(t, err)
		require.Equal(t, perm, info.Mode().Perm())
	}
	f("first", 0o600)
	f("a second and longer content", 0o644)
	f("", 0o600)
	require.Equal(t, []string{"state"}, entries(t, filepath.Dir(path)))
}

func TestWrite_FailureKeepsTheOldAndLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	target := filepath.Join(dir, "occupied")
	require.NoError(t, os.MkdirAll(filepath.Join(target, "child"), 0o755))

	err := atomicfile.Write(target, []byte("x"), 0o600)
	require.ErrorContains(t, err, target)
	require.Equal(t, []string{"occupied"}, entries(t, dir))

	missing := filepath.Join(dir, "no-such-folder", "state")
	require.ErrorIs(t, atomicfile.Write(missing, []byte("x"), 0o600), os.ErrNotExist)
}

func TestWrite_ReadersNeverSeeAPart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	content := func(i int) []byte { return fmt.Appendf(nil, "%0*d", 8192+i, i) }
	require.NoError(t, atomicfile.Write(path, content(0), 0o600))

	var writers sync.WaitGroup
	for w := range 4 {
		writers.Go(func() {
			for i := range 10 {
				if err := atomicfile.Write(path, content(w*10+i), 0o600); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 200 {
		got, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, content(len(got)-8192), got)
	}
	writers.Wait()
}

func entries(t *testing.T, dir string) []string {
	t.Helper()
	list, err := os.ReadDir(dir)
	require.NoError(t, err)
	var names []string
	for _, e := range list {
		names = append(names, e.Name())
	}
	return names
}
