package signal

import (
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// overshoot is how far past ±1 a recording may be, from its interpolation; it
// is clipped. Anything further is not a per-unit signal.
const overshoot = 0.05

// Read reads a recording: CSV with the header t_s,signal_pu, times in seconds
// from 0 at even steps, levels in -1..1. Errors are fault.Corrupt and name the
// line.
func Read(in io.Reader) (*Signal, error) { return read("csv", in) }

// Open reads a recording from a file, unzipping it where the name ends in .gz.
func Open(path string) (s *Signal, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, &fault.Error{Op: "open signal", Kind: fault.NotFound, Subject: path, Err: err, Hint: "name a .csv or .csv.gz file"}
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if !strings.HasSuffix(path, ".gz") {
		return read(filepath.Base(path), file)
	}
	unzip, err := gzip.NewReader(file)
	if err != nil {
		return nil, &fault.Error{Op: "open signal", Kind: fault.Corrupt, Subject: path, Err: err, Hint: "not a gzip file"}
	}
	return read(filepath.Base(path), unzip)
}

func read(name string, in io.Reader) (*Signal, error) {
	s, line, err := parse(in)
	if err != nil {
		return nil, &fault.Error{
			Op: "read signal", Kind: fault.Corrupt, Subject: fmt.Sprintf("%s:%d", name, line), Err: err,
			Hint: "want the header t_s,signal_pu, then rows at even steps from 0 s with levels in -1..1",
		}
	}
	return s, nil
}

func parse(in io.Reader) (*Signal, int, error) {
	rows := csv.NewReader(in)
	rows.FieldsPerRecord, rows.ReuseRecord = 2, true
	header, err := rows.Read()
	if err != nil {
		return nil, 1, err
	}
	if header[0] != "t_s" || header[1] != "signal_pu" {
		return nil, 1, fmt.Errorf("unknown header %q", strings.Join(header, ","))
	}
	s := &Signal{}
	for line := 2; ; line++ {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return s.finish(line)
		}
		if err == nil {
			err = s.add(row)
		}
		if err != nil {
			return nil, line, err
		}
	}
}

func (s *Signal) finish(line int) (*Signal, int, error) {
	if len(s.levels) < 2 {
		return nil, line, errors.New("fewer than two rows")
	}
	return s, line, nil
}

func (s *Signal) add(row []string) error {
	at, err := strconv.ParseFloat(row[0], 64)
	if err != nil || !(at >= 0 && at <= 1e8) {
		return fmt.Errorf("time %q is not a number of seconds", row[0])
	}
	level, err := strconv.ParseFloat(row[1], 64)
	if err != nil || !(math.Abs(level) <= 1+overshoot) {
		return fmt.Errorf("level %q is not in -1..1", row[1])
	}
	if err := s.expect(time.Duration(math.Round(at*1000)) * time.Millisecond); err != nil {
		return err
	}
	s.levels = append(s.levels, min(max(level, -1), 1))
	return nil
}

// expect holds the times to even steps from 0; the second row sets the step.
func (s *Signal) expect(at time.Duration) error {
	if len(s.levels) == 1 {
		s.step = at
		if at == 0 {
			return errors.New("time does not rise")
		}
	}
	if want := s.Duration(); at != want {
		return fmt.Errorf("time %v where %v was expected", at, want)
	}
	return nil
}
