package device

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// order is what a unit's controls ask of the battery. The zero order leaves it
// to its own self-consumption.
type order struct {
	power energy.Watts
	given bool
}

// within returns the power nearest to zero exchange with the grid that the
// envelope allows: an inverter's own self-consumption under limits.
func within(t truth, limits energy.Envelope) order {
	return order{power: limits.Clamp(t.Battery - t.Grid), given: true}
}

// lease is a reversion timer. Time comes from Tick.
type lease struct {
	now   time.Time
	until time.Time
	runs  bool
}

// start begins the timer anew; 0 s never lapses.
func (l *lease) start(seconds float64) {
	l.runs = seconds > 0
	l.until = l.now.Add(time.Duration(seconds * float64(time.Second)))
}

func (l *lease) stop() { l.runs = false }

// tick moves the timer to now and tells whether it lapsed by that.
func (l *lease) tick(now time.Time) bool {
	l.now = now
	if !l.runs || now.Before(l.until) {
		return false
	}
	l.runs = false
	return true
}

// left returns the whole seconds that remain, rounded up; 0 where none runs.
func (l *lease) left() float64 {
	if !l.runs {
		return 0
	}
	return float64((l.until.Sub(l.now) + time.Second - 1) / time.Second)
}
