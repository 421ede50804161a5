package agenda

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Task is what is to be done about a call now.
type Task uint8

// The tasks.
const (
	Nothing Task = iota
	Ask          // whether data came late: then it is settled anew
	Settle
)

// Schedule is when calls are looked at, counted from when they ended.
type Schedule struct {
	Wait  time.Duration   // for late data, before a call is settled
	Again []time.Duration // when it is settled anew, whatever came
	// From the last of these on it is asked each Every whether data came late, until
	// Until: nothing that comes later is settled.
	Every, Until time.Duration
}

// Default waits 10 minutes, settles anew after an hour and a day, and asks each
// 6 hours for a week.
func Default() Schedule {
	return Schedule{Wait: 10 * time.Minute, Again: []time.Duration{time.Hour, 24 * time.Hour}, Every: 6 * time.Hour, Until: 7 * 24 * time.Hour}
}

// leastWait is the least that is waited: data that comes later than that is marked
// as late by the history, so that it can be asked for.
const leastWait = time.Minute

// Validate names the first thing wrong with s.
func (s Schedule) Validate() error {
	switch {
	case s.Wait < leastWait:
		return fmt.Errorf("wait of %v: want at least %v", s.Wait, leastWait)
	case !slices.IsSorted(s.Again) || len(s.Again) > 0 && s.Again[0] <= s.Wait:
		return errors.New("want the times to settle anew in order, and after the wait")
	case s.Every < leastWait || s.Until < s.last():
		return fmt.Errorf("asking each %v until %v: want at least each %v, and to the last time to settle anew or longer", s.Every, s.Until, leastWait)
	}
	return nil
}

// last is when it is settled for the last time whatever came.
func (s Schedule) last() time.Duration {
	if len(s.Again) == 0 {
		return s.Wait
	}
	return s.Again[len(s.Again)-1]
}

// Due returns what is to be done at now about a call that ended, and was looked at
// last at looked, which is zero where it never was. A look of after now was timed by
// a clock that has been set back since: it counts as none.
func (s Schedule) Due(ended, looked, now time.Time) Task {
	if looked.After(now) {
		looked = time.Time{}
	}
	passed := func(after time.Duration) bool {
		at := ended.Add(after)
		return !at.After(now) && looked.Before(at)
	}
	if passed(s.Wait) || slices.ContainsFunc(s.Again, passed) {
		return Settle
	}
	since := min(now.Sub(ended), s.Until) - s.last()
	if since >= s.Every && passed(s.last()+since.Truncate(s.Every)) {
		return Ask
	}
	return Nothing
}

// Final tells whether at is past the last time at which a call is settled whatever
// came.
func (s Schedule) Final(ended, at time.Time) bool { return !at.Before(ended.Add(s.last())) }

// Over tells whether a call is not looked at any more after at.
func (s Schedule) Over(ended, at time.Time) bool { return at.After(ended.Add(s.Until)) }
