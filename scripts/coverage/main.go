package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/hearthgrid/hearthgrid/shared/atomicfile"
)

// listFile is where the list is kept, from the root of the repository.
var listFile = filepath.Join("docs", "coverage.md")

func main() {
	proofs, err := find(os.DirFS("."))
	if err == nil {
		err = atomicfile.Write(listFile, []byte(list(proofs)), 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "coverage:", err)
		os.Exit(1)
	}
}
