package programme

import (
	"fmt"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// ID names a programme. It has the form of an energy.SiteID, as all names here.
type ID string

// CallID names one call, over all programmes. Whoever proposes a call chooses it,
// so that a proposal may be sent again.
type CallID string

// Node names a group of homes that is dispatched as one: a plant, or a feeder that
// has a target of its own.
type Node string

// Region names a part of the grid whose movement is capped.
type Region string

// Person names whoever decided, as the API has authenticated them. "" is the
// engine itself: time passed.
type Person string

func named[T ~string](what string, name T) error {
	if _, err := energy.ParseSiteID(string(name)); err != nil {
		return fmt.Errorf("%s %q: want 1 to 64 characters of A-Z a-z 0-9 _ -", what, string(name))
	}
	return nil
}
