package safety

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// echo is how the meter follows battery and PV, for each number of looks that
// it may lag behind. One move that it answers the wrong way round puts its sign
// in doubt, and so does a reading that turned into its opposite while nothing
// else moved: from then on limits are kept whichever sign is right. Four moves
// answered so, of a battery that was commanded and with no other in between,
// say that it is wrong. A move answered the right way, with any lag, ends both.
type echo struct {
	past  [lags + stretch + 1]flow // a ring
	looks int                      // since all was known
	at    time.Time                // of the last look
	heard bool                     // the meter too
	grid  energy.Watts             // as last heard
	here  flow                     // beside it
	read  time.Time                // when
	lag   [lags]answer
	bad   time.Time // of the last move answered wrongly
	doubt bool
	held  time.Time // since when the doubt holds the battery back
}

const (
	lags      = 7                      // 0 to 6 looks
	lookEvery = 900 * time.Millisecond // so much shorter than a second, for ticks jitter
	lookGap   = 10 * time.Second       // between looks further apart loads may have changed
	echoHeld  = 10 * time.Minute       // so long a move answered wrongly counts
	votes     = 4
	stretch   = 10 // looks that a move may take to be one
	soon      = 3  // looks, within which so much does not come of a load
	calmFor   = 6  // looks that loads were still before a move that goes against the meter
)

// flow is what the home gives besides its loads, and what the battery was told: in
// its own mode, what it does.
type flow struct{ battery, sun, told energy.Watts }

func (f flow) all() energy.Watts { return f.battery + f.sun }

// follow takes in what battery and PV give, and tells whether it is time to hear
// the meter beside it: once a second at most.
func (e *echo) follow(here flow, now time.Time) bool {
	if now.Sub(e.at) < lookEvery {
		return false
	}
	if e.looks == 0 {
		for k := range e.past {
			e.past[k] = here
		}
	}
	e.past[e.looks%len(e.past)] = here
	e.looks++
	e.at = now
	if now.Sub(e.bad) > echoHeld {
		e.forget()
	}
	return true
}

// hear takes in the meter, beside what was followed last.
func (e *echo) hear(grid energy.Watts, commanded bool, tolerance energy.Watts) {
	here := e.lagged(0)
	alone := !commanded && (here.battery-e.lagged(1).battery).Abs() > tolerance/8
	e.doubt = e.doubt || e.turned(grid, here, tolerance)
	if alone || !e.asTold(tolerance) || !e.heard {
		e.anchor(grid)
	} else {
		e.compare(grid, commanded, tolerance)
	}
	e.heard, e.read, e.grid, e.here = true, e.at, grid, here
}

// turned tells whether the meter turned into its opposite, but for what battery
// and PV did.
func (e *echo) turned(grid energy.Watts, here flow, tolerance energy.Watts) bool {
	off := tolerance/10 + e.grid.Abs()/50
	if e.at.Sub(e.read) > lookGap {
		off = tolerance / 2
	}
	moved := here.all() - e.here.all()
	return e.grid.Abs() >= tolerance && moved.Abs() <= tolerance/2 && (grid+e.grid+moved).Abs() <= off
}

// asTold tells whether the battery was where it was told to be of late, or on its
// way. One beside it that nobody commands may answer a load as fast as the meter.
func (e *echo) asTold(tolerance energy.Watts) bool {
	first := e.past[0]
	told, did := energy.Envelope{Min: first.told, Max: first.told}, energy.Envelope{Min: first.battery, Max: first.battery}
	for _, f := range e.past {
		told = join(told, energy.Envelope{Min: f.told, Max: f.told})
		did = join(did, energy.Envelope{Min: f.battery, Max: f.battery})
	}
	give := tolerance/2 + max(did.Max, -did.Min)/10
	return did.Max-told.Max <= give && told.Min-did.Min <= give
}

// lagged is what was given k looks ago.
func (e *echo) lagged(k int) flow { return e.past[(e.looks-1-k+len(e.past))%len(e.past)] }

// anchor begins anew to compare.
func (e *echo) anchor(grid energy.Watts) {
	for k := range e.lag {
		e.lag[k].anchor(grid, e.lagged(k))
	}
}

func (e *echo) compare(grid energy.Watts, commanded bool, tolerance energy.Watts) {
	var any [tooFar + 1]bool
	for k := range e.lag {
		a := &e.lag[k]
		a.stir(grid-e.grid, e.lagged(k).all()-e.lagged(k+1).all(), tolerance)
		looks := lags + int(a.age)
		how, clear := a.hear(grid, e.lagged(k), tolerance)
		if how == silent || !e.oneWay(looks, tolerance/4) {
			continue
		}
		any[how] = true
		if how > followed && clear && commanded {
			a.missed = min(a.missed+1, votes)
		}
	}
	switch {
	case any[followed]:
		e.forget()
		e.doubt = false
	case any[opposed] || any[tooFar]:
		e.doubt, e.bad = e.doubt || any[opposed], e.at
	}
}

// oneWay tells whether all that may be answered now moved the same way, give or
// take some: with any lag the meter then goes that way too. Half a swing later it
// would not.
func (e *echo) oneWay(looks int, give energy.Watts) bool {
	last := e.lagged(0).all()
	high, low, rose, fell := last, last, energy.Watts(0), energy.Watts(0)
	for k := range looks + 1 {
		p := e.lagged(k).all()
		high, low = max(high, p), min(low, p)
		rose, fell = max(rose, high-p), max(fell, p-low)
	}
	return min(rose, fell) <= give
}

// miss says that the meter is not known at this look.
func (e *echo) miss() { e.heard = false }

// pause says that battery or PV are not known.
func (e *echo) pause() { e.looks, e.heard = 0, false }

func (e *echo) forget() {
	for k := range e.lag {
		e.lag[k].missed = 0
	}
}

func (e *echo) wrong() bool {
	for _, a := range e.lag {
		if a.missed >= votes {
			return true
		}
	}
	return false
}

// answer is how the meter follows with one lag.
type answer struct {
	grid   energy.Watts // both as they stood when last compared, or at rest
	from   flow
	age    uint8 // looks since
	calm   uint8 // looks since loads moved
	missed uint8
}

func (a *answer) anchor(grid energy.Watts, from flow) { a.grid, a.from, a.age = grid, from, 0 }

// stir notes whether loads moved in this look, whichever sign is right.
func (a *answer) stir(grid, here, tolerance energy.Watts) {
	a.calm = min(a.calm+1, calmFor+stretch)
	if min((grid-here).Abs(), (grid+here).Abs()) > tolerance/4+here.Abs()/4 {
		a.calm = 0
	}
}

// hear tells how the meter answered a move. What was before the move began has no
// part in it: a battery that answers a load moves after it. While loads move it may
// answer them by half, and the meter then seems to go against it. The answer is clear
// where the battery alone moved, for an inverter that holds its own PV to the
// loads may answer a load as fast as the meter.
func (a *answer) hear(grid energy.Watts, here flow, tolerance energy.Watts) (how manner, clear bool) {
	moved := here.all() - a.from.all()
	a.age++
	if moved.Abs() < tolerance {
		if moved.Abs() < tolerance/8 || a.age >= stretch {
			a.anchor(grid, here)
		}
		return silent, false
	}
	sun := here.sun - a.from.sun
	clear = sun.Abs() <= moved.Abs()/4
	switch ratio := (grid - a.grid) / moved; {
	case ratio >= 0.5 && ratio <= 1.5:
		how = followed
	case ratio >= -1.35 && ratio <= -0.65 && a.calm >= a.age+calmFor:
		how = opposed
	case ratio >= 5 && a.age <= soon:
		how = tooFar
	}
	a.anchor(grid, here)
	return how, clear
}

// manner is how the meter answers a move.
type manner uint8

const (
	silent manner = iota // or by chance, for a load moved too
	followed
	opposed
	tooFar // by a wrong scale
)
