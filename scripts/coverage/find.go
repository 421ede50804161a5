package main

import (
	"io/fs"
	"path"
	"regexp"
	"strings"
)

// proof is one test or scenario script that shows one scenario or row.
type proof struct {
	shows string // "Fault042" or "Row11"
	name  string
	where string // the folder of the test, the path of the script
}

var (
	testName   = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w*)\(`)
	scriptName = regexp.MustCompile(`^(fault\d{3}|row\d{2})-.*\.txt$`)
	reference  = regexp.MustCompile(`Fault\d{3}|Row\d{2}`)
)

// find returns every proof in the repository, in the order of its files.
func find(root fs.FS) ([]proof, error) {
	var found []proof
	err := fs.WalkDir(root, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if hidden(d.Name()) {
				return fs.SkipDir
			}
			return nil
		}
		proofs, err := inFile(root, file)
		found = append(found, proofs...)
		return err
	})
	return found, err
}

// hidden tells of folders that hold no source of ours.
func hidden(name string) bool { return name != "." && strings.HasPrefix(name, ".") || name == "bin" }

func inFile(root fs.FS, file string) ([]proof, error) {
	if m := scriptName.FindStringSubmatch(path.Base(file)); m != nil {
		return []proof{{shows: strings.ToUpper(m[1][:1]) + m[1][1:], name: path.Base(file), where: file}}, nil
	}
	if !strings.HasSuffix(file, "_test.go") {
		return nil, nil
	}
	text, err := fs.ReadFile(root, file)
	if err != nil {
		return nil, err
	}
	var found []proof
	for _, m := range testName.FindAllSubmatch(text, -1) {
		for _, shows := range reference.FindAllString(string(m[1]), -1) {
			found = append(found, proof{shows: shows, name: string(m[1]), where: path.Dir(file)})
		}
	}
	return found, nil
}
