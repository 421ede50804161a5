package calibrate

import (
	"compress/gzip"
	"encoding/csv"
	"os"
	"path/filepath"
	"time"

	"github.com/hearthgrid/hearthgrid/hil/plant"
)

// Recording is one power of one home, and where nothing was recorded of it. A
// profile holds the last value in such places; an estimator that was told those would
// learn of a world that stands still.
type Recording struct {
	*plant.Profile
	missing []bool // by sample; nil for none
}

// Recordings reads those of folders below root.
func Recordings(root string, dirs ...string) ([]Recording, error) {
	var all []Recording
	for _, dir := range dirs {
		p, err := plant.LoadProfiles(filepath.Join(root, dir))
		if err != nil {
			return nil, err
		}
		for _, one := range append(p.Load, p.PV...) {
			missing, err := blanks(filepath.Join(root, dir, one.Name))
			if err != nil {
				return nil, err
			}
			if len(missing) != len(one.Samples) {
				missing = nil
			}
			all = append(all, Recording{Profile: one, missing: missing})
		}
	}
	return all, nil
}

// samples are those of whole days, for times of day go on.
func (r *Recording) samples() int { return min(len(r.Samples), int(r.Duration()/r.Step)) }

func (r *Recording) has(i int) bool { return r.missing == nil || !r.missing[i] }

// at is when a sample is of: recordings are put on days of their own.
func (r *Recording) at(i int) time.Time { return start.Add(r.Start + time.Duration(i)*r.Step) }

// watts returns a sample, of PV per peak as that of 5 kW.
func (r *Recording) watts(i int) float64 {
	if r.Unit == plant.PerPeak {
		return 5000 * float64(r.Samples[i])
	}
	return float64(r.Samples[i])
}

// nights are the times of day, in steps, at which PV never gave anything: whatever
// was believed of them proves nothing.
func (r *Recording) nights() map[time.Duration]bool {
	dark := map[time.Duration]bool{}
	if r.Channel != plant.PVChannel {
		return dark
	}
	for i := range r.samples() {
		if !r.has(i) {
			continue
		}
		clock := r.at(i).Sub(start) % day
		was, known := dark[clock]
		dark[clock] = (was || !known) && r.watts(i) < 20
	}
	return dark
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
