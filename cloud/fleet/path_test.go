package fleet_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/fleet"
)

// TestRelativePathOpens: the default state folder is a relative one.
func TestRelativePathOpens(t *testing.T) {
	t.Chdir(t.TempDir())
	r, err := fleet.Open("registry.db")
	require.NoError(t, err)
	require.NoError(t, r.Close())
}

// TestTheFileIsOurs: it has names of people, and who may connect.
func TestTheFileIsOurs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a folder?", "fleet #1.db")
	r := open(t, path)
	require.NoError(t, r.AddSite(t.Context(), "home-1", epoch))
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}
