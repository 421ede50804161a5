package archtest_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/scripts/archtest"
)

// Who is given a binary is owed the names and licences of all that is in it.
func TestNoticeNamesEveryModuleInTheBinaries(t *testing.T) {
	format := "{{with .Module}}{{.Path}}{{end}}"
	args := []string{"list", "-deps", "-f", format}
	for _, house := range []string{"edge", "cloud", "hil"} {
		args = append(args, archtest.Module+house+"/cmd/...")
	}
	out, err := exec.Command("go", args...).Output()
	require.NoError(t, err)
	text, err := os.ReadFile(filepath.Join("..", "..", "NOTICE"))
	require.NoError(t, err)
	_, table, found := strings.Cut(string(text), "whose text comes with the module:")
	require.True(t, found)
	var named []string
	for row := range strings.Lines(table) {
		if fields := strings.Fields(row); len(fields) > 1 {
			named = append(named, fields[0])
		}
	}
	linked := slices.Compact(slices.Sorted(slices.Values(strings.Fields(string(out)))))
	linked = slices.DeleteFunc(linked, func(m string) bool { return m+"/" == archtest.Module })
	require.ElementsMatch(t, linked, named)
}
