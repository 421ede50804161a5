package plant

import (
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Profiles are recordings to draw homes from.
type Profiles struct {
	Load, PV []*Profile
}

// LoadProfiles reads every .csv and .csv.gz of a directory, in name order.
// Other files are passed over; one file that cannot be understood refuses all.
//
// The format is a header and rows at even steps of time:
//
//	t_s,load_w      t_s: seconds from local midnight; W, negative consumes
//	t_s,pv_w        W, positive generates
//	t_s,pv_ratio    share of the PV peak of the home it plays in
//
// and these headers as published by others:
//
//	minute,p_kw                    UCI household: minutes from 17:24, kW consumed
//	measured_on,ac_power__...      NREL PV: time stamp, W generated
//	timestamp,value_normalized     NREL inverter: time stamp, share of the rating
//	,Global ... [W/m^2]            NREL radiation: time stamp, 1000 W/m² is the peak
//
// Time stamps count as local time, whatever their zone. An empty value holds
// the one before it.
func LoadProfiles(dir string) (Profiles, error) {
	var all Profiles
	entries, err := os.ReadDir(dir)
	if err != nil {
		return all, &fault.Error{Op: "read profiles", Kind: fault.NotFound, Subject: dir, Err: err, Hint: "name a directory of .csv or .csv.gz files"}
	}
	for _, entry := range entries {
		if !strings.HasSuffix(strings.TrimSuffix(entry.Name(), ".gz"), ".csv") {
			continue
		}
		p, err := readFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			return Profiles{}, err
		}
		all.add(p)
	}
	if len(all.Load)+len(all.PV) == 0 {
		return all, &fault.Error{Op: "read profiles", Kind: fault.NotFound, Subject: dir, Hint: "no .csv or .csv.gz file there"}
	}
	return all, nil
}

func (all *Profiles) add(p *Profile) {
	if p.Channel == LoadChannel {
		all.Load = append(all.Load, p)
		return
	}
	all.PV = append(all.PV, p)
}

// Cast returns spec with a recording in place of each channel that has any,
// chosen by spec.Seed, from a random whole day on; a load is moved by up to
// half an hour more, for no two families keep the same minute.
func (all Profiles) Cast(spec Spec) Spec {
	r := source(spec.Seed, 5)
	if len(all.Load) > 0 {
		p := all.Load[r.IntN(len(all.Load))]
		spec.LoadReplay = &Replay{Profile: p, Offset: days(r.IntN(p.Days())) + time.Duration(between(r, -1800, 1800))*time.Second}
	}
	if len(all.PV) > 0 {
		p := all.PV[r.IntN(len(all.PV))]
		spec.PVReplay = &Replay{Profile: p, Offset: days(r.IntN(p.Days()))}
	}
	return spec
}

func days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }

func readFile(path string) (p *Profile, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, &fault.Error{Op: "read profile", Kind: fault.NotFound, Subject: path, Err: err}
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	var in io.Reader = file
	if strings.HasSuffix(path, ".gz") {
		unzip, err := gzip.NewReader(file)
		if err != nil {
			return nil, &fault.Error{Op: "read profile", Kind: fault.Corrupt, Subject: path, Err: err, Hint: "not a gzip file; rename it or fetch it again"}
		}
		in = unzip
	}
	return ReadProfile(filepath.Base(path), in)
}
