package safety

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// echo is how the meter follows a battery that leaves a rest, for each number
// of ticks that it may lag behind. Moves out of moves are not judged: a lag
// of half a swing looks like a wrong sign.
type echo struct {
	past  [lags]energy.Watts // the battery, a ring
	ticks int
	left  time.Time // the last rest
	lag   [lags]answer
	bad   int       // moves the meter did not follow, in rests left before
	last  time.Time // of them
}

const (
	lags       = 5
	echoWithin = 5 * time.Second  // after a rest moves are judged
	echoHeld   = 10 * time.Minute // so long moves not followed are remembered
	votes      = 4
)

// answer is how the meter followed with one lag since the last rest.
type answer struct {
	grid, battery energy.Watts // when last compared
	score         int          // moves it followed, less those it did not
}

// hear takes in the meter and the battery of one tick.
func (e *echo) hear(grid, battery, tolerance energy.Watts, now time.Time) {
	e.past[e.ticks%lags] = battery
	e.ticks++
	switch {
	case e.ticks < lags:
	case e.rests(tolerance):
		e.fold(now)
		for k := range e.lag {
			e.lag[k] = answer{grid: grid, battery: battery}
		}
		e.left = now
	case now.Sub(e.left) <= echoWithin:
		for k := range e.lag {
			e.lag[k].vote(grid, e.past[(e.ticks-1-k)%lags], tolerance)
		}
	}
}

func (e *echo) rests(tolerance energy.Watts) bool {
	least, most := e.past[0], e.past[0]
	for _, p := range e.past {
		least, most = min(least, p), max(most, p)
	}
	return most-least <= tolerance/2
}

// vote compares how battery and meter moved since they were last compared. A
// load switched by chance spoils one vote, a wrong sign all.
func (a *answer) vote(grid, battery, tolerance energy.Watts) {
	moved := battery - a.battery
	if moved.Abs() < tolerance {
		return
	}
	switch ratio := (grid - a.grid) / moved; {
	case ratio >= -1.5 && ratio <= -0.5, ratio >= 5:
		a.score--
	case ratio >= 0.5 && ratio <= 1.5:
		a.score++
	}
	a.grid, a.battery = grid, battery
}

// sum returns the moves that the meter did not follow, 0 where it followed
// with any lag.
func (e *echo) sum() int {
	worst := 0
	for _, a := range e.lag {
		if a.score > 0 {
			return 0
		}
		worst = max(worst, -a.score)
	}
	return e.bad + worst
}

// fold remembers how the meter followed since the last rest.
func (e *echo) fold(now time.Time) {
	switch sum := e.sum(); {
	case sum > e.bad:
		e.bad, e.last = sum, now
	case sum == 0 || now.Sub(e.last) > echoHeld:
		e.bad = 0
	}
}

// pause forgets where battery and meter were, and not how they followed.
func (e *echo) pause(now time.Time) {
	e.fold(now)
	*e = echo{bad: e.bad, last: e.last}
}

func (e *echo) wrong() bool { return e.sum() >= votes }
