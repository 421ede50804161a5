package fleet_test

import (
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
