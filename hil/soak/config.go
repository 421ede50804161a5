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
	First int // the homes from this one on
	Count int // this many of them, 0 for all
	For   time.Duration
	Seed  uint64
	Arms  bool           // homes are armed too, and the frequency moves
	Maker scenario.Maker // starts gateways; it is called from several goroutines
	// Trace is given the faults of a home that lives alone, and its last minute;
	// nil for nothing.
	Trace func(at time.Duration, seen string)
	// Tell is given what becomes of the homes, one after another; nil for nothing.
	Tell func(News)
}

// Tick is how often gateways pass, and the step of the physics.
const Tick = time.Second

// All is an Only that leaves no home out.
const All = -1

// part returns the homes that are lived through, from first to before end.
func (c Config) part() (first, end int) {
	switch {
	case c.Only != All:
		return c.Only, c.Only + 1
	case c.Count == 0:
		return c.First, c.Homes
	}
	return c.First, c.First + c.Count
}

func (c Config) validate() error {
	switch {
	case c.Homes < 1:
		return errors.New("want at least one home")
	case c.Only < All || c.Only >= c.Homes && c.Only != All:
		return errors.New("want a home from 0 to one less than there are")
	case c.First < 0 || c.Count < 0 || c.First+max(1, c.Count) > c.Homes:
		return errors.New("want a part of the homes there are")
	case c.Only != All && (c.First != 0 || c.Count != 0):
		return errors.New("want one home alone or a part of the homes, not both")
	case c.For < Tick:
		return errors.New("want a second at least")
	}
	return nil
}
