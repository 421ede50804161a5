package market

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hearthgrid/hearthgrid/cloud/market/evidence"
	"github.com/hearthgrid/hearthgrid/cloud/market/ledger"
	"github.com/hearthgrid/hearthgrid/shared/atomicfile"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Files are the files of a report, of which the first is written last: where it is
// there, the others are of it.
func Files() []string {
	return []string{"report.json", "report.html", "figures.csv", "series.csv", "settled.csv", "sources.csv"}
}

const recordFile = "record.json"

// folder keeps what was found of calls, a folder for each.
type folder struct {
	dir   string
	write func(path string, data []byte, perm os.FileMode) error
}

func openFolder(dir string) (*folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, &fault.Error{Op: "keep settlements", Kind: fault.Invalid, Subject: dir, Err: err, Hint: "check that the state folder may be written"}
	}
	return &folder{dir: dir, write: atomicfile.Write}, nil
}

// records returns what is known of all calls that were looked at. One that cannot be
// read is left out, and its call looked at anew: nothing rests on a record alone.
func (f *folder) records() (map[string]Record, error) {
	all := map[string]Record{}
	list, err := os.ReadDir(f.dir)
	for _, d := range list {
		text, err := os.ReadFile(filepath.Join(f.dir, d.Name(), recordFile))
		var r Record
		if err == nil && json.Unmarshal(text, &r) == nil && r.Call == d.Name() {
			all[r.Call] = r
		}
	}
	return all, err
}

// keep writes a record.
func (f *folder) keep(r Record) error {
	text, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return err
	}
	return f.put(r.Call, recordFile, append(text, '\n'))
}

// put writes a file of a call, whose name is that of a folder.
func (f *folder) put(call, name string, text []byte) error {
	if _, err := energy.ParseSiteID(call); err != nil { // names of calls have the same form
		return err
	}
	if err := os.MkdirAll(filepath.Join(f.dir, call), 0o700); err != nil {
		return err
	}
	return f.write(filepath.Join(f.dir, call, name), text, 0o600)
}

// shown keeps the documents that entries have the hash of. What was shown before
// stays: entries of then stand on it.
func (f *folder) shown(found *Found) error {
	name := "shown-" + ledger.HashOf(found.Shown).String() + ".jsonl"
	if _, err := os.Stat(filepath.Join(f.dir, found.Event.ID, name)); err == nil {
		return nil
	}
	return f.put(found.Event.ID, name, found.Shown)
}

// read returns a file of a call's report.
func (f *folder) read(call, name string) ([]byte, error) {
	_, err := energy.ParseSiteID(call)
	if err == nil && slices.Contains(Files(), name) {
		var text []byte
		if text, err = os.ReadFile(filepath.Join(f.dir, call, name)); err == nil {
			return text, nil
		}
	}
	return nil, &fault.Error{Op: "read report", Kind: fault.NotFound, Subject: call + "/" + name, Err: err,
		Hint: "files of a report are " + strings.Join(Files(), ", ") + "; a call has one once it was settled"}
}

// report writes a report, unless one that differs in nothing but when it was made,
// and what else was entered by then, is there. It returns whether it did.
func (f *folder) report(r evidence.Report) (bool, error) {
	if old, err := f.read(r.Event, Files()[0]); err == nil {
		before, err := evidence.Parse(bytes.NewReader(old))
		same := r
		same.Made, same.Head = before.Made, before.Head
		if text, err2 := same.JSON(); err == nil && err2 == nil && bytes.Equal(text, old) {
			return false, nil
		}
	}
	text, err := r.JSON()
	if err != nil {
		return false, err
	}
	writers := []func(io.Writer) error{r.Page, r.FiguresCSV, r.SeriesCSV, r.SettledCSV, r.SourcesCSV}
	for i, name := range Files()[1:] {
		var b bytes.Buffer
		err = errors.Join(err, writers[i](&b))
		if err == nil {
			err = f.put(r.Event, name, b.Bytes())
		}
	}
	if err != nil {
		return false, err
	}
	return true, f.put(r.Event, Files()[0], text)
}
