package scenario

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"
)

// Failure is one expectation that did not hold.
type Failure struct {
	File     string
	Line     int
	Home     string
	At       time.Duration // simulated, since the scenario's start
	Expected string
	Seen     string
}

// String names file, line, what was expected and what was seen.
func (f Failure) String() string {
	return fmt.Sprintf("%s:%d: at %v in %s: expected %s; saw %s", f.File, f.Line, f.At, f.Home, f.Expected, f.Seen)
}

// Mark is an expectation on the time line.
type Mark struct {
	At   time.Duration
	Line int
	Text string
	Held bool
}

// Result is what came of one scenario.
type Result struct {
	File      string
	Seed      uint64
	Checks    int // expectations looked at
	Skipped   int // that cannot be seen from where the run stands
	Failures  []Failure
	Marks     []Mark
	Homes     []Course
	Simulated time.Duration
	Wall      time.Duration
	With      string        // options of the command line that played it, a space behind each
	Late      time.Duration // the most a run in real time fell behind the clock
	Err       error         // why it could not be played to its end
}

// OK tells whether the scenario was played and every expectation held.
func (r Result) OK() bool { return r.Err == nil && len(r.Failures) == 0 }

// Name is the scenario's name: its file's without the folder and the ending.
func (r Result) Name() string { return strings.TrimSuffix(filepath.Base(r.File), filepath.Ext(r.File)) }

// Repro is the command line that plays the same again.
func (r Result) Repro() string {
	return fmt.Sprintf("hearth-hil run %s--seed %d %s", r.With, r.Seed, r.File)
}
