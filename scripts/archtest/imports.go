package archtest

import (
	"encoding/json"
	"fmt"
	"io"
	"os/exec"
	"strings"
)

// Module is the import path of the repository.
const Module = "github.com/hearthgrid/hearthgrid/"

// Package is one package of the module and what it imports, tests left out.
type Package struct {
	Path    string // relative to Module
	Imports []string
}

// Packages lists the module's packages by asking the go command.
func Packages() ([]Package, error) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", Module+"...").Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	var list []Package
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&p); err == io.EOF {
			return list, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		list = append(list, Package{Path: strings.TrimPrefix(p.ImportPath, Module), Imports: p.Imports})
	}
}
