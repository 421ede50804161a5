package control

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Config says whose desk it is and how it behaves. It is set at commissioning;
// no order changes it. The zero value of what follows MaxLease is off.
type Config struct {
	Site     energy.SiteID
	Boot     uint64
	MaxLease time.Duration // longer orders are refused
	// Gain is the most of the power at the grid connection that self-consumption
	// corrects in one Decide, 0 to 1. Late makes it less; 0 is no
	// self-consumption.
	Gain energy.Ratio
	// Late is how much later than the battery the meter may show a change. The
	// home follows its load the slower, the later. 0 stands for 5 s.
	Late time.Duration
	// Spread is the longest random wait before an order that follows no signal
	// takes effect, at most MaxSpread. The end of an order never waits.
	Spread time.Duration
	// Seed makes this home's waits its own, whoever knows its name. Homes with one
	// seed wait by their names.
	Seed uint64
	// Refill is the power a battery below the owner's reserve is charged with.
	// With 0 W it is kept from discharging and waits for the sun.
	Refill energy.Watts
	Peak   Peak
	Droop  Droop
	// Armable is how far the home may be armed beside Droop.
	Armable energy.Armable
	Table   Table // asked for by the clock, where no plan is
}

// MaxSpread bounds the random wait: the longest that the UK's Electric Vehicles
// (Smart Charge Points) Regulations 2021 lets one be set to. Their default is
// 600 s.
const MaxSpread = 30 * time.Minute

// Peak is the owner's target at the grid connection. The zero Peak is off.
type Peak struct {
	Limited bool
	Import  energy.Watts // magnitude of import to stay at or below
	// Ready is the state of charge kept for peaks: below it the battery does
	// nothing but shave and recharge. 0 keeps none.
	Ready energy.Ratio
	// Recharge is the most taken from the grid to get Ready, a magnitude.
	Recharge energy.Watts
}

// Limit is an optional magnitude. The zero Limit does not limit.
type Limit struct {
	Limited bool         `json:"limited"`
	Power   energy.Watts `json:"power_w"`
}

const lateMeter = 5 * time.Second // vendors' meters show the past by up to so much

func (c Config) late() time.Duration {
	if c.Late <= 0 {
		return lateMeter
	}
	return c.Late
}
