package tape

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Level is a grid operator's signal: -1 all down to 1 all up.
type Level float64

// Tape keeps levels in a folder. It is safe for concurrent use.
type Tape struct {
	dir  string
	keep time.Duration
	mu   sync.Mutex
}

// New returns the tape in dir, which forgets days that are older than keep.
func New(dir string, keep time.Duration) *Tape { return &Tape{dir: dir, keep: keep} }

const day = 24 * time.Hour

func (t *Tape) file(programme string, at time.Time) string {
	return filepath.Join(t.dir, programme, at.UTC().Format(time.DateOnly)+".txt")
}

// Note keeps that a programme was told a level at at.
func (t *Tape) Note(programme string, level Level, at time.Time) error {
	if _, err := energy.ParseSiteID(programme); err != nil || math.IsNaN(float64(level)) || level < -1 || level > 1 {
		return &fault.Error{Op: "note level", Kind: fault.Invalid, Subject: programme, Err: fmt.Errorf("level %v", float64(level)), Hint: "give a programme's name, and -1 to 1"}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	path := t.file(programme, at)
	line := strconv.AppendInt(nil, at.UnixMilli(), 10)
	line = append(strconv.AppendFloat(append(line, ' '), float64(level), 'g', -1, 64), '\n')
	err := add(path, line)
	if errors.Is(err, os.ErrNotExist) { // the first of a day
		t.forget(programme, at)
		err = begin(path, line)
	}
	if err != nil {
		return fmt.Errorf("note level of %s: %w", programme, err)
	}
	return nil
}

func begin(path string, line []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(line)
	return errors.Join(err, f.Close())
}

// add writes a line, behind a line of its own where the last was torn.
func add(path string, line []byte) error {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_RDWR, 0)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	last := []byte{'\n'}
	if err == nil && info.Size() > 0 {
		_, err = f.ReadAt(last, info.Size()-1)
	}
	if last[0] != '\n' {
		line = append([]byte{'\n'}, line...)
	}
	if err == nil {
		_, err = f.Write(line)
	}
	return errors.Join(err, f.Close())
}

// forget takes away the days of a programme that are too old. What cannot be taken
// away stays.
func (t *Tape) forget(programme string, now time.Time) {
	days, _ := filepath.Glob(filepath.Join(t.dir, programme, "*.txt"))
	oldest := t.file(programme, now.Add(-t.keep))
	for _, path := range days {
		if path < oldest {
			_ = os.Remove(path)
		}
	}
}

// Levels returns the levels of span, in order of time.
func (t *Tape) Levels(programme string, span energy.Interval) ([]energy.Reading[Level], error) {
	if _, err := energy.ParseSiteID(programme); err != nil {
		return nil, &fault.Error{Op: "read levels", Kind: fault.Invalid, Subject: programme, Err: err}
	}
	var all []energy.Reading[Level]
	for at := span.Start.UTC().Truncate(day); at.Before(span.End); at = at.Add(day) {
		text, err := os.ReadFile(t.file(programme, at))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, fmt.Errorf("read levels of %s: %w", programme, err)
		}
		lines := bufio.NewScanner(bytes.NewReader(text))
		for lines.Scan() {
			if r, ok := parse(lines.Bytes()); ok && span.Contains(r.At()) {
				all = append(all, r)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b energy.Reading[Level]) int { return cmp.Compare(a.At().UnixMilli(), b.At().UnixMilli()) })
	return all, nil
}

// parse reads a line.
func parse(line []byte) (energy.Reading[Level], bool) {
	ms, level, found := bytes.Cut(line, []byte(" "))
	at, err := strconv.ParseInt(string(ms), 10, 64)
	v, err2 := strconv.ParseFloat(string(level), 64)
	if !found || err != nil || err2 != nil || !(v >= -1 && v <= 1) {
		return energy.Reading[Level]{}, false
	}
	return energy.Read(Level(v), time.UnixMilli(at).UTC()), true
}
