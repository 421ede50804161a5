package regmap

import "slices"

// Op is what a step of the control program is part of.
type Op uint8

// The operations.
const (
	Hold    Op = iota // put a power in force
	Refresh           // keep it there; where a map has none, Hold is repeated
	Release           // give the device back to its own mode
	Need              // no write: a setting of the owner's, without which nothing is commanded
	Cut               // let no more PV through than a power
	Uncut             // let all of it through
	CutNeed           // no write: a setting of the owner's, without which PV is not held back
)

// When is for which powers a step is taken.
type When uint8

// The conditions.
const (
	Always When = iota
	Charging
	Discharging
	Idle
)

// Term is where the value of a step comes from.
type Term uint8

// The terms.
const (
	Literal   Term = iota
	Power          // the power to hold, generator reference
	Size           // its magnitude
	Share          // the power in percent of another point
	Length         // how long to hold, in the lease's counts
	Beat           // one more than last time
	Copy           // what another point reads
	Before         // of Uncut: what stood there before the first cut
	Sun            // of Cut: the most PV power
	Most           // of Cut: the most power of the inverter
	MostShare      // of Cut: the same in percent of another point
)

// Step is one write of the control program, or one setting it needs.
type Step struct {
	Op    Op
	When  When
	Point string
	Term  Term
	Value float64  // of Literal
	UpTo  float64  // of Release: what stands from Value to here is left
	Of    string   // of Share, Copy and MostShare
	Plus  []string // of Power: what is added to it
	Minus []string // and taken away
}

// Sized tells whether the step writes the power to hold.
func (s Step) Sized() bool { return s.Term == Power || s.Term == Size || s.Term == Share }

// Leaves tells whether a release finds v as it may be, and writes nothing.
func (s Step) Leaves(v float64) bool { return v >= s.Value && v <= s.UpTo }

// For tells whether the step is taken for that condition.
func (s Step) For(w When) bool { return s.When == Always || s.When == w }

// Program returns the steps of op that are taken under w, in order.
func (d *Device) Program(op Op, w When) []Step {
	var out []Step
	all := d.Steps
	if op >= Cut {
		all = d.Cuts
	}
	for _, s := range all {
		if s.Op == op && s.For(w) {
			out = append(out, s)
		}
	}
	return out
}

// WhenOf returns the condition that a power of p watts is under: Idle counts
// as Discharging where the map has no steps for it.
func (d *Device) WhenOf(p float64) When {
	switch {
	case p < 0:
		return Charging
	case p > 0:
		return Discharging
	}
	for _, s := range d.Steps {
		if s.When == Idle {
			return Idle
		}
	}
	return Discharging
}

// Wearing returns the points that the steps write and that wear, by address.
func (d *Device) Wearing() []Point {
	var out []Point
	for _, s := range append(slices.Clone(d.Steps), d.Cuts...) {
		p := d.byName[s.Point]
		if p.Wears() && !slices.ContainsFunc(out, func(o Point) bool { return o.name == p.name }) {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b Point) int { return a.offset - b.offset })
	return out
}
