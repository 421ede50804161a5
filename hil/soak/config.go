package soak

import (
	"errors"
	"time"

	"github.com/hearthgrid/hearthgrid/hil/scenario"
)

// Config says what is lived through.
type Config struct {
	Homes int // counted from 0
	Only  int // this home alone, -1 for all
	For   time.Duration
	Seed  uint64
	Maker scenario.Maker // starts gateways; it is called from several goroutines
	// Trace is given the faults of a home that lives alone, and its last minute;
	// nil for nothing.
	Trace func(at time.Duration, seen string)
}

// Tick is how often gateways pass, and the step of the physics.
const Tick = time.Second

// All is an Only that leaves no home out.
const All = -1

func (c Config) validate() error {
	switch {
	case c.Homes < 1:
		return errors.New("want at least one home")
	case c.Only < All || c.Only >= c.Homes && c.Only != All:
		return errors.New("want a home from 0 to one less than there are")
	case c.For < Tick:
		return errors.New("want a second at least")
	}
	return nil
}
