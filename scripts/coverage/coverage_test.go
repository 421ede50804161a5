package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

func TestTheListIsUpToDate(t *testing.T) {
	root := filepath.Join("..", "..")
	proofs, err := find(os.DirFS(root))
	require.NoError(t, err)
	text, err := os.ReadFile(filepath.Join(root, listFile))
	require.NoError(t, err)
	want, have := strings.Split(list(proofs), "\n"), strings.Split(string(text), "\n")
	lacks := func(of, in []string) []string { // not the whole list, which is long
		return slices.DeleteFunc(slices.Clone(of), func(line string) bool { return slices.Contains(in, line) })
	}
	require.Empty(t, lacks(want, have), "the list lacks them; run: go run ./scripts/coverage")
	require.Empty(t, lacks(have, want), "they are not there any more; run: go run ./scripts/coverage")
	require.Equal(t, len(want), len(have), "run: go run ./scripts/coverage")
}

func TestNamesTieTestsAndScripts(t *testing.T) {
	root := fstest.MapFS{
		"edge/a/a_test.go":         {Data: []byte("package a\n\nfunc TestFault042_Row02_Both(t *testing.T) {}\n// func TestFault001_No(\nfunc helper() {}\n")},
		"hil/x/row01-offline.txt":  {Data: []byte("expect nothing")},
		"hil/x/other.txt":          {Data: []byte("")},
		".git/x/fault009-no.txt":   {Data: []byte("")},
		"edge/a/fault_test.go.bak": {Data: []byte("func TestFault050_No(t *testing.T) {}")},
	}
	proofs, err := find(root)
	require.NoError(t, err)
	require.Equal(t, []proof{
		{"Fault042", "TestFault042_Row02_Both", "edge/a"},
		{"Row02", "TestFault042_Row02_Both", "edge/a"},
		{"Row01", "row01-offline.txt", "hil/x/row01-offline.txt"},
	}, proofs)
}
