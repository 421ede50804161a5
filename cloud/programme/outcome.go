package programme

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Outcome is what is to be done from a tick on. What is not in it is not to be
// done any more: a node without a target is let run out.
type Outcome struct {
	At      time.Time  `json:"at"`
	Targets []Target   `json:"targets"` // by node, at most one for each
	Arms    []Arm      `json:"arms"`    // in the order in which calls are served
	Calls   []Delivery `json:"calls"`   // likewise
	Regions []Movement `json:"regions"` // what all targets ask of each region, by name
}

// Target is what dispatch holds of a node until a time: the battery power of its
// homes together, positive discharges. Capacity is the magnitude it is assigned, 0
// for none. Only the homes of Parts take part; no home is in two targets.
type Target struct {
	Node     Node         `json:"node"`
	Power    energy.Watts `json:"power_w"`
	Capacity energy.Watts `json:"capacity_w"`
	Until    time.Time    `json:"until"`
	Slices   []Slice      `json:"slices"` // of Power, and add up to it: no kWh is two calls'
	Parts    []Part       `json:"parts"`  // by site
}

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
// restart: calls go on from Facts.Held then.
type Memory struct {
	at      time.Time
	asked   map[CallID]map[Region]energy.Watts
	returns schedule
	lapsed  bool // nothing was asked since: of what was, what is held still stands
}
