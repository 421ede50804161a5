package programme

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Reason is why a home is left out. Reasons are stable names.
type Reason string

// The reasons.
const (
	NotEnrolled   Reason = "not_enrolled"
	OptedOut      Reason = "opted_out"
	NotEligible   Reason = "not_eligible"
	UnknownRegion Reason = "unknown_region"
	UnreadableCap Reason = "cap_unreadable"
	RegionFull    Reason = "region_cap" // what the region may do is taken
	InOutage      Reason = "outage"     // its grid is away, or it is not yet its turn after that
	UnknownFacts  Reason = "unknown_facts"
	AtReserve     Reason = "reserve"  // no energy above the owner's floor, or no room
	Claimed       Reason = "claimed"  // by another call, which is named
	NotTold       Reason = "not_told" // its owner was not told the set lead ahead
	NotReady      Reason = "not_ready"
)

// Resource is what two calls cannot both have.
type Resource string

// The resources.
const (
	PowerUp    Resource = "power_up"
	PowerDown  Resource = "power_down"
	EnergyUp   Resource = "energy_up"
	EnergyDown Resource = "energy_down"
	Direction  Resource = "direction" // both deliver, one up and one down
	Command    Resource = "command"   // through another node: a home holds one order
)

// Conflict is a claim that stands in the way: whose, when, on what.
type Conflict struct {
	Site     energy.SiteID   `json:"site"`
	Battery  energy.DeviceID `json:"battery"`
	With     CallID          `json:"with"`
	Of       ID              `json:"of"`
	Start    time.Time       `json:"start"`
	End      time.Time       `json:"end"`
	Resource Resource        `json:"resource"`
}

// LeftOut is a home that a call does not have, or not as much of as it might.
type LeftOut struct {
	Site     energy.SiteID `json:"site"`
	Why      Reason        `json:"why"`
	Detail   string        `json:"detail,omitempty"`
	Conflict *Conflict     `json:"conflict,omitempty"`
	Partly   bool          `json:"partly,omitempty"` // it takes part with less than it might
}
