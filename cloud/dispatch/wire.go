package dispatch

import (
	"math"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch/split"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Wire is what is known of one node of a grid: what it may carry, and what flows there
// whatever batteries do. Limits are magnitudes, +Inf for none.
type Wire struct {
	Name           string // of the group
	Import, Export energy.Watts
	Ramp           energy.Watts // change within a minute
	// Rest is what loads and PV of the homes under it give together, signed, as far as
	// they told, and Doubt what it is off by at most with probability WireLevel.
	Rest, Doubt energy.Watts
	Homes, Told int // under it, and of those in Rest
	// Switching is how many homes may change direction within a minute, where Switches.
	Switches  bool
	Switching int
}

// WireLevel is the probability with which the rest of a node is within its doubt, on
// either side. A limit is a fuse's or a contract's: it is to hold on the day of a year on
// which all are at home.
const WireLevel energy.Ratio = 0.999

// enough is of a node's homes, those that have to have told: of what is below that
// nobody knows what flows.
const enough = 0.9

// Limited tells whether the node has limits.
func (w *Wire) Limited() bool { return !math.IsInf(float64(min(w.Import, w.Export, w.Ramp)), 1) }

// rest returns Rest and Doubt with those homes that have not told taken for the mean of
// those that have, and for as much again in doubt; false where too few have.
func (w *Wire) rest() (rest, doubt energy.Watts, known bool) {
	if w.Homes == 0 {
		return 0, 0, true
	}
	if float64(w.Told) < enough*float64(w.Homes) || !energy.IsFinite(w.Rest+w.Doubt) || w.Doubt < 0 {
		return 0, 0, false
	}
	silent := w.Rest / energy.Watts(w.Told) * energy.Watts(w.Homes-w.Told)
	return w.Rest + silent, w.Doubt + silent.Abs(), true
}

// limits returns what the batteries under the node that are granted shares may do
// together, where beyond is what batteries under it do past what is granted, and margin
// what the rest may be off by. What is not known is not used: where there are limits,
// nothing is granted then.
//
// A signal takes homes from one end of their shares to the other in a moment, so a
// limited ramp bounds what both ends are apart.
func (w *Wire) limits(beyond Hold, margin energy.Watts) energy.Envelope {
	if !w.Limited() {
		return energy.Unbounded()
	}
	rest, _, known := w.rest()
	if !known {
		return energy.Envelope{}
	}
	return energy.Envelope{
		Min: max(split.Headroom(w.Import, w.Export, rest-beyond.Down, margin).Min, -w.Ramp/2),
		Max: min(split.Headroom(w.Import, w.Export, rest+beyond.Up, margin).Max, w.Ramp/2),
	}
}

// least is the smallest limit, for what is a share of it.
func (w *Wire) least() energy.Watts { return min(w.Import, w.Export, w.Ramp) }
