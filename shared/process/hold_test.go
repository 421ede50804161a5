package process_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/process"
)

func TestAStateFolderHasOneHolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "deep", "state")
	first, err := process.Hold(dir)
	require.NoError(t, err)
	_, err = process.Hold(dir)
	require.Equal(t, fault.Conflict, fault.KindOf(err))
	require.ErrorContains(t, err, dir)
	require.ErrorContains(t, err, fmt.Sprintf("process %d uses it", os.Getpid()))
	require.NoError(t, first.Close())
	again, err := process.Hold(dir)
	require.NoError(t, err)
	require.NoError(t, again.Close())
}

func TestAStateFolderThatCannotBeIsRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err := process.Hold(filepath.Join(file, "state"))
	require.Equal(t, fault.Denied, fault.KindOf(err))
	require.NotEmpty(t, fault.HintOf(err))
}
