package dispatch

import (
	"slices"
	"sync"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Commons is what plants know of each other's grants, so that two of them do not use
// the same room under one node: a home's lease counts for whoever granted it, and is
// taken from the room of the others while it is in force. Who came first has it: a room
// divided in advance would lie idle where a plant is asked for nothing. The zero
// Commons is empty. Plants decide about what they share one after another.
type Commons struct {
	mu     sync.Mutex // held while a plant grants: it sees all that was granted before
	claims map[energy.SiteID][]claim
}

type claim struct {
	plant energy.PlantID
	held  Hold
	until time.Time
}

// note replaces what a plant holds of a home, and lets go of what has ended; for who
// holds mu.
func (c *Commons) note(site energy.SiteID, mine claim, now time.Time) {
	if c.claims == nil {
		c.claims = map[energy.SiteID][]claim{}
	}
	others := slices.DeleteFunc(c.claims[site], func(one claim) bool { return one.plant == mine.plant || !now.Before(one.until) })
	if !mine.held.none() {
		others = append(others, mine)
	}
	if c.claims[site] = others; len(others) == 0 {
		delete(c.claims, site)
	}
}

// drop forgets what a plant held of a home.
func (c *Commons) drop(plant energy.PlantID, site energy.SiteID, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.note(site, claim{plant: plant}, now)
}

// held returns what plants but one hold of a home, "" for all; for who holds mu.
func (c *Commons) held(but energy.PlantID, site energy.SiteID, now time.Time) (sum Hold) {
	for _, one := range c.claims[site] {
		if one.plant != but && now.Before(one.until) {
			sum = sum.plus(one.held)
		}
	}
	return sum
}
