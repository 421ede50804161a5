package baseline

import (
	"errors"
	"fmt"
	"slices"
	"sort"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Energy is energy in milliwatt-hours, positive toward the grid.
type Energy int64

// MostEnergy is the most that an interval may hold, 100 MWh.
const MostEnergy Energy = 1e11

// State says how far a sample or an interval may be settled by.
type State uint8

// The states. Only Metered is used.
const (
	Missing  State = iota
	Doubtful       // read, and not believed
	Unsynced       // of a clock that is not right, or not known to be
	Metered
)

var stateNames = [...]string{"missing", "doubtful", "unsynced", "metered"}

// String returns the state's stable name.
func (s State) String() string { return stateNames[s] }

// MarshalText returns the state's stable name.
func (s State) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Interval is the energy of one step. Energy counts only where State is Metered.
type Interval struct {
	Start  time.Time
	Energy Energy
	State  State
}

// Course is what one meter measured, a step after the other, in order of time.
// Steps that are not in it are Missing.
type Course struct {
	Meter     string // of a home or a device
	Step      time.Duration
	Intervals []Interval
	// Filled is the part of Metered intervals that no sample covers: there the
	// mean of the rest stands.
	Filled time.Duration
}

// validate names the first thing wrong with c.
func (c *Course) validate() error {
	err := c.check()
	if err == nil {
		return nil
	}
	return &fault.Error{Op: "read course", Kind: fault.Invalid, Subject: c.Meter, Err: err, Hint: "give each interval once, in order, each a whole number of steps after the first"}
}

func (c *Course) check() error {
	if c.Step < time.Minute || c.Step%time.Second != 0 || c.Step > 24*time.Hour {
		return fmt.Errorf("steps of %v: want whole seconds, a minute to a day", c.Step)
	}
	for i, at := range c.Intervals {
		before := c.Intervals[max(0, i-1)].Start
		switch {
		case at.Energy > MostEnergy || at.Energy < -MostEnergy:
			return fmt.Errorf("%d mWh at %v", at.Energy, at.Start)
		case at.State > Metered:
			return fmt.Errorf("state %d at %v", at.State, at.Start)
		case at.Start.Sub(before)%c.Step != 0 || at.Start.Nanosecond() != 0:
			return fmt.Errorf("interval at %v is not on a step", at.Start)
		case i > 0 && !at.Start.After(before):
			return errors.New("intervals are out of order, or twice there, at " + at.Start.String())
		}
	}
	return nil
}

// Join adds the intervals of another part of the same course. What both have stays
// as it is.
func (c *Course) Join(part Course) {
	for _, at := range part.Intervals {
		i := sort.Search(len(c.Intervals), func(i int) bool { return !c.Intervals[i].Start.Before(at.Start) })
		if i == len(c.Intervals) || !c.Intervals[i].Start.Equal(at.Start) {
			c.Intervals = slices.Insert(c.Intervals, i, at)
		}
	}
	c.Filled += part.Filled
}

// Whole tells whether all intervals of c are Metered, and there are any.
func (c *Course) Whole() bool {
	return len(c.Intervals) > 0 && !slices.ContainsFunc(c.Intervals, func(at Interval) bool { return at.State != Metered })
}

// Left returns how many intervals of c are not Metered.
func (c *Course) Left() (left Count) {
	for _, at := range c.Intervals {
		left.add(at.State)
	}
	return left
}

// at returns the interval that starts at t.
func (c *Course) at(t time.Time) Interval {
	i := sort.Search(len(c.Intervals), func(i int) bool { return !c.Intervals[i].Start.Before(t) })
	if i < len(c.Intervals) && c.Intervals[i].Start.Equal(t) {
		return c.Intervals[i]
	}
	return Interval{Start: t}
}

// Count is how many intervals were left out, by why.
type Count struct {
	Missing  int `json:"missing"`
	Doubtful int `json:"doubtful"`
	Unsynced int `json:"unsynced"`
}

// Any tells whether anything was left out.
func (c Count) Any() bool { return c != Count{} }

func (c *Count) add(s State) {
	switch s {
	case Missing:
		c.Missing++
	case Doubtful:
		c.Doubtful++
	case Unsynced:
		c.Unsynced++
	}
}
