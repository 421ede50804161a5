package api

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// CallRequest asks for a call. Up and Down are magnitudes, discharging and charging.
type CallRequest struct {
	ID        string       `json:"id"`
	Programme string       `json:"programme"`
	Node      string       `json:"node"`
	Purpose   string       `json:"purpose"` // "market", "test"
	Start     time.Time    `json:"start"`
	End       time.Time    `json:"end"`
	Up        energy.Watts `json:"up_w"`
	Down      energy.Watts `json:"down_w"`
	Least     energy.Ratio `json:"least_ratio"` // of them that must be had, else it is refused
}

// Approval is a second person's.
type Approval struct {
	By    Person    `json:"by"`
	At    time.Time `json:"at"`
	Until time.Time `json:"until"` // by then the call has begun, or it does not hold
}

// Call is a request that homes were claimed for, and how far it is.
type Call struct {
	CallRequest
	By       Person     `json:"by"`
	Planned  time.Time  `json:"planned"`
	Stage    string     `json:"stage"`
	Why      string     `json:"why"`      // of the last move, "" where nobody said
	Guarded  bool       `json:"guarded"`  // a second person has to approve it
	Approval *Approval  `json:"approval"` // null: nobody has
	Began    *time.Time `json:"began"`
	Closed   *time.Time `json:"closed"`
	Homes    int        `json:"homes"` // claimed
	Told     int        `json:"told"`  // of them, whose owners were told
	Delivery *Delivery  `json:"delivery"`
}

// Delivery is what a running call gives, as of the last second.
type Delivery struct {
	Wanted energy.Watts `json:"wanted_w"`
	Given  energy.Watts `json:"given_w"` // asked of the homes
	// Delivered is what the batteries of all homes that calls have at the node do, as
	// it was read; nil where nothing is seen of them.
	Delivered *energy.Watts `json:"delivered_w"`
	Up        energy.Watts  `json:"up_w"` // of the homes that take part
	Down      energy.Watts  `json:"down_w"`
	Bounds    []string      `json:"bounds"` // what keeps it from what is wanted
	LeftOut   int           `json:"left_out"`
}

// CallDetail is a call with its homes.
type CallDetail struct {
	Call
	Terms   Programme `json:"terms"`    // the programme as it was when the call was planned
	Claims  []Claim   `json:"claims"`   // by site
	LeftOut []LeftOut `json:"left_out"` // now, of a running call
}

// Claim is what a call has of one home.
type Claim struct {
	Site       energy.SiteID    `json:"site"`
	Up         energy.Watts     `json:"up_w"`
	Down       energy.Watts     `json:"down_w"`
	EnergyUp   energy.WattHours `json:"up_wh"`
	EnergyDown energy.WattHours `json:"down_wh"`
	Told       *time.Time       `json:"told"`
	Withdrawn  *time.Time       `json:"withdrawn"`
}

// LeftOut is a home that a call does not have, or not as much of as it might.
type LeftOut struct {
	Site     energy.SiteID `json:"site"`
	Why      string        `json:"why"`
	Detail   string        `json:"detail,omitempty"`
	Conflict *Conflict     `json:"conflict,omitempty"`
	Partly   bool          `json:"partly,omitempty"`
}

// Conflict is a claim that stands in the way: whose, when, on what.
type Conflict struct {
	With     string    `json:"with"`
	Of       string    `json:"of"`
	Start    time.Time `json:"start"`
	End      time.Time `json:"end"`
	Resource string    `json:"resource"`
}

// Plan is what would happen, or what is to happen, when a call is asked for.
type Plan struct {
	Call     *Call         `json:"call"` // null where nobody could ask for it
	Up       energy.Watts  `json:"up_w"` // claimed
	Down     energy.Watts  `json:"down_w"`
	FirmUp   *energy.Watts `json:"firm_up_w"` // what of the homes that could be had is had with 95 % probability; null where that is not known
	FirmDown *energy.Watts `json:"firm_down_w"`
	Regions  []RegionShare `json:"regions"`
	Binds    []string      `json:"binds"` // what the rest of what is asked fails on
	LeftOut  []LeftOut     `json:"left_out"`
	Cuts     []Loss        `json:"cuts"`    // what weaker calls would lose
	Refused  string        `json:"refused"` // why it would not be planned, "" where it would
}

// RegionShare is a region's part in a call.
type RegionShare struct {
	Region string        `json:"region"`
	Homes  int           `json:"homes"`
	Up     energy.Watts  `json:"up_w"`
	Down   energy.Watts  `json:"down_w"`
	Cap    *energy.Watts `json:"cap_w"` // null: not known
}

// Loss is what a call loses to a stronger one.
type Loss struct {
	Call  string       `json:"call"`
	Homes int          `json:"homes"`
	Up    energy.Watts `json:"up_w"`
	Down  energy.Watts `json:"down_w"`
}

// Halt is that all is stopped until it is resumed.
type Halt struct {
	By  Person    `json:"by"` // "" where nobody gave a name
	At  time.Time `json:"at"`
	Why string    `json:"why"`
}

// CallList is all calls in the order in which they are served, and whether all is
// stopped.
type CallList struct {
	Halted  *Halt          `json:"halted"`
	Calls   []Call         `json:"calls"`
	Regions []RegionMotion `json:"regions"` // now, of running calls
}

// RegionMotion is what is asked of the homes of a region together, and how far that may
// go.
type RegionMotion struct {
	Region string        `json:"region"`
	Power  energy.Watts  `json:"power_w"`
	Cap    *energy.Watts `json:"cap_w"` // null: not known, and nothing there may be moved
}
