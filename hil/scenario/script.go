package scenario

import (
	"slices"
	"time"
)

// Script is one scenario, parsed.
type Script struct {
	File  string
	start time.Time
	step  time.Duration // of the physics
	sites []*site
	steps []statement
	stats []*fact // whose course is kept for min, max and mean
}

// statement is one line that acts.
type statement struct {
	line
	act act
}

// act does what a statement says. A failed expectation is not an error: it is
// noted and the scenario goes on. An error ends the scenario.
type act interface {
	do(r *run, l line) error
}

// checker is an act that expects something.
type checker interface{ checks() int }

// The defaults of a scenario.
const (
	usualStep = 200 * time.Millisecond
	usualHome = "home"
)

// usualStart is a noon in June, in UTC.
func usualStart() time.Time { return time.Date(2026, time.June, 15, 12, 0, 0, 0, time.UTC) }

// RealTime tells whether the script takes as long as what it tells: it has a
// real connection, which has deadlines of its own.
func (s *Script) RealTime() bool {
	return slices.ContainsFunc(s.sites, func(s *site) bool { return s.link != direct })
}

// Breaks returns the faults of the equipment that the script breaks.
func (s *Script) Breaks() []string {
	var names []string
	see := func(a act) bool {
		if b, ok := a.(*breakage); ok && !b.mends {
			names = append(names, b.fault)
		}
		return false
	}
	for _, st := range s.steps {
		has(st.act, see)
	}
	return names
}

// Checks returns how many expectations the script holds.
func (s *Script) Checks() int {
	n := 0
	for _, st := range s.steps {
		if c, ok := st.act.(checker); ok {
			n += c.checks()
		}
	}
	return n
}
