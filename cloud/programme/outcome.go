package programme

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Outcome is what is to be done from a tick on. What is not in it is not to be
// done any more: a node without a target is let run out.
type Outcome struct {
	At      time.Time  `json:"at"`
	Targets []Target   `json:"targets"` // by node and lane, at most one for each
	Arms    []Arm      `json:"arms"`    // in the order in which calls are served
	Calls   []Delivery `json:"calls"`   // likewise
	Regions []Movement `json:"regions"` // what all targets ask of each region, by name
}

// Target is what dispatch holds of a node until a time: the battery power of the
// homes of Parts together, positive discharges. Capacity is the magnitude it is
// assigned, 0 for none. No home is in two targets, and homes that different calls have
// are in different ones, the lanes of the node: so what a call is given comes from the
// homes that it has claimed, and is metered there.
type Target struct {
	Node     Node         `json:"node"`
	Lane     int          `json:"lane,omitempty"`
	Power    energy.Watts `json:"power_w"`
	Capacity energy.Watts `json:"capacity_w"`
	Until    time.Time    `json:"until"`
	Slices   []Slice      `json:"slices"` // of Power, and add up to it: no kWh is two calls'
	Parts    []Part       `json:"parts"`  // by site
}

// Plant is the name that the homes of the target follow.
func (t *Target) Plant() energy.PlantID { return energy.PlantID(t.Node).Lane(t.Lane) }

// Movement is what is asked of the homes of a region together, signed.
type Movement struct {
	Region Region       `json:"region"`
	Power  energy.Watts `json:"power_w"`
}

// Slice is what a call has of a target.
type Slice struct {
	Call  CallID       `json:"call"`
	Power energy.Watts `json:"power_w"`
}

// Part returns the share that a call has of what the target's homes do, 0..1, and false
// where it has none of them.
func (t *Target) Part(id CallID) (part energy.Ratio, has bool) {
	var own, all energy.Watts
	for _, s := range t.Slices {
		if all += s.Power.Abs(); s.Call == id {
			own, has = s.Power.Abs(), len(t.Parts) > 0
		}
	}
	switch {
	case !has:
		return 0, false
	case all == 0:
		return energy.Ratio(1) / energy.Ratio(len(t.Slices)), true
	}
	return energy.Ratio(own / all), true
}

// Part is a home and how far it may be used, magnitudes. A home of which both are
// 0 is held at 0 W: it is not yet its turn to go back to its own mode.
type Part struct {
	Site energy.SiteID `json:"site"`
	Up   energy.Watts  `json:"up_w"`
	Down energy.Watts  `json:"down_w"`
}

// Arm is what homes do by themselves when the frequency is away from Nominal.
type Arm struct {
	Node    Node         `json:"node"`
	Call    CallID       `json:"call"`
	Nominal energy.Hertz `json:"nominal_hz"`
	Curve   Curve        `json:"curve"`
	Up      energy.Watts `json:"up_w"` // of all Parts
	Down    energy.Watts `json:"down_w"`
	Until   time.Time    `json:"until"`
	Parts   []Part       `json:"parts"`
}

// Bound is what keeps a running call from what it asks for.
type Bound string

// The bounds.
const (
	ByHomes   Bound = "homes"      // that take part cannot give it
	ByCap     Bound = "region_cap" // of at least one region
	ByRate    Bound = "rate"       // it is on its way
	NoSignal  Bound = "no_signal"  // there is none, or an old one: it goes to nothing
	NoReading Bound = "no_reading" // likewise of the node's meter
)

// Delivery is a running call at a tick.
type Delivery struct {
	Call    CallID       `json:"call"`
	Wanted  energy.Watts `json:"wanted_w"`
	Given   energy.Watts `json:"given_w"`
	Up      energy.Watts `json:"up_w"` // of the homes that take part, within caps
	Down    energy.Watts `json:"down_w"`
	Bounds  []Bound      `json:"bounds"`
	LeftOut []LeftOut    `json:"left_out"`
}

// Memory is what a tick has to know of the one before. It is not kept over a
// restart: calls go on from what their homes give then (Home.Given).
type Memory struct {
	at      time.Time
	asked   map[CallID]map[Region]energy.Watts
	homes   map[energy.SiteID]*usage // that were looked at
	lanes   map[Node]map[string]int  // by the calls that have their homes
	returns schedule
	lapsed  bool // nothing was asked since: of what was, what is held still stands
}
