package dispatch

import (
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch/fair"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Config says how a plant is run.
type Config struct {
	Plant      energy.PlantID
	Tick       time.Duration // between two signals
	Lease      time.Duration // of orders, shorter where a home asks for it
	SignalHold time.Duration // how long a home holds the last signal
	// Offer is the power at level -1 and +1. Where it is less than all that
	// the homes can do, they share it by energy.
	Offer energy.Envelope
	Costs Costs
	// Commons is what plants of the same grid share; nil for a plant that is alone.
	Commons *Commons
	// Account is what homes gave for the plant before, which it goes on with; nil for
	// nothing.
	Account *fair.Account
}

// DefaultConfig returns the configuration of a plant that offers all it has.
func DefaultConfig(plant energy.PlantID) Config {
	return Config{Plant: plant, Tick: time.Second, Lease: 20 * time.Second, SignalHold: 5 * time.Second, Offer: energy.Unbounded(), Costs: DefaultCosts()}
}

// Validate returns what is wrong with c, or nil.
func (c Config) Validate() error {
	if _, err := energy.ParsePlantID(string(c.Plant)); err != nil {
		return c.invalid(err)
	}
	if c.Tick <= 0 || c.Lease < 3*c.Tick || c.SignalHold < 2*c.Tick {
		return c.invalid(fmt.Errorf("tick %v, lease %v, signal hold %v: want a tick above 0, a lease of 3 ticks and a hold of 2", c.Tick, c.Lease, c.SignalHold))
	}
	if !(c.Offer.Min <= 0 && c.Offer.Max >= 0) {
		return c.invalid(fmt.Errorf("offer %v W to %v W: want 0 W inside it", c.Offer.Min, c.Offer.Max))
	}
	if !(c.Costs.Loss >= 0 && c.Costs.Switch >= 0 && energy.IsFinite(c.Costs.Loss+c.Costs.Switch)) {
		return c.invalid(fmt.Errorf("costs %+v per hour: want 0 or more", c.Costs))
	}
	return nil
}

func (c Config) invalid(err error) error {
	return &fault.Error{Op: "configure plant", Kind: fault.Invalid, Subject: string(c.Plant), Hint: "change the plant's configuration", Err: err}
}
