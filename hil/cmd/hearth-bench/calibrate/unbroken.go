package calibrate

import (
	"compress/gzip"
	"encoding/csv"
	"os"
	"path/filepath"
	"time"

	"github.com/hearthgrid/hearthgrid/hil/plant"
)

// unbroken returns the longest stretch of a recording in which no value is missing.
// A profile holds the last value in such places, and an estimator that is told those
// learns of a world that stands still.
func unbroken(dir string, p *plant.Profile) (*plant.Profile, error) {
	blank, err := blanks(filepath.Join(dir, p.Name))
	if err != nil || len(blank) != len(p.Samples) {
		return p, err
	}
	from, to := 0, 0
	for i, begin := 0, 0; i < len(blank); i++ {
		if blank[i] {
			begin = i + 1
		} else if i+1-begin > to-from {
			from, to = begin, i+1
		}
	}
	cut := *p
	cut.Samples = p.Samples[from:to]
	cut.Start = (p.Start + time.Duration(from)*p.Step) % (24 * time.Hour)
	return &cut, nil
}

// blanks tells which rows of a recording have no value.
func blanks(path string) ([]bool, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	packed, err := gzip.NewReader(file)
	if err != nil {
		return nil, nil // not packed, and of one day: too short to be judged
	}
	rows, err := csv.NewReader(packed).ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	out := make([]bool, 0, len(rows)-1)
	for _, row := range rows[1:] {
		out = append(out, row[len(row)-1] == "")
	}
	return out, nil
}
