package programme

import (
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Home is what is known of one home now. Powers and energies are magnitudes.
type Home struct {
	Site    energy.SiteID
	Battery energy.DeviceID
	Region  Region // "" where it is not known
	Nodes   []Node // that dispatch it: its plant, a feeder
	Capable []string
	Tags    []string
	Ready   bool // it can be commanded now
	Up      energy.Watts
	Down    energy.Watts
	Size    energy.WattHours // of the battery
	Stored  energy.WattHours // now; for a call that begins later, what can be promised to be left by then
	Reserve energy.Ratio     // the owner's floor
	Refill  energy.Watts     // what can be counted on to come back into it, and go out of it, between calls
	Given   energy.Watts     // what it is measured to give by an order of before a restart, signed, 0 for none
	Rebound energy.Watts     // by how much its power may jump when it is let go, 0 where not known
}

// energies returns what is stored above the floor and what there is room for, and
// the most there can be of each. False where the facts cannot be.
func (h *Home) energies(floor energy.Ratio) (up, down, most energy.WattHours, ok bool) {
	floor = max(floor, h.Reserve)
	for _, v := range []float64{float64(h.Up), float64(h.Down), float64(h.Size), float64(h.Stored), float64(h.Refill), float64(floor), float64(h.Rebound)} {
		if !(v >= 0) || math.IsInf(v, 0) {
			return 0, 0, 0, false
		}
	}
	if floor > 1 || h.Size == 0 || h.Up > energy.MostPower || h.Down > energy.MostPower {
		return 0, 0, 0, false
	}
	low := energy.WattHours(floor) * h.Size
	return max(0, h.Stored-low), max(0, h.Size-h.Stored), h.Size - low, true
}

// swing is by how much the home may jump when it is let go.
func (h *Home) swing(c *Claim) energy.Watts {
	if h.Rebound > 0 && !math.IsInf(float64(h.Rebound), 0) {
		return h.Rebound
	}
	return max(0, c.Up, c.Down) + max(0, h.Down)
}

// Cap is how far and how fast the homes of a region may be moved together, in
// either direction. Read is when it was read from where it is kept.
type Cap struct {
	Most energy.Watts
	Rate energy.WattsPerSecond
	Read time.Time
}

// Level is a grid operator's signal: -1 all down to 1 all up.
type Level struct {
	Value float64
	At    time.Time
}

// Flow is what a node's meter reads: its power, and of that the batteries'. Both
// positive toward the grid.
type Flow struct {
	Net     energy.Watts
	Battery energy.Watts
	At      time.Time
}

// Outage is that a region has, or had, no grid. Restored is zero while it lasts.
type Outage struct {
	Began    time.Time
	Restored time.Time
}

// Facts is what is known of the world at a tick. Nothing in it is changed.
type Facts struct {
	Homes   map[energy.SiteID]*Home
	Caps    map[Region]Cap // those that could be read
	Levels  map[ID]Level
	Flows   map[Node]Flow
	Outages map[Region]Outage
	Firm    map[Node][]Firm // of those that calls are planned at
	// Held is what each node was told last, all its lanes together, as long as its
	// homes hold it: after ticks that could ask for nothing calls go on no further
	// than to it.
	Held map[Node]energy.Watts
}

// cap returns the cap of a region, or why nothing there may be moved.
func (f *Facts) cap(r Region, oldest time.Duration, now time.Time) (Cap, Reason) {
	if r == "" {
		return Cap{}, UnknownRegion
	}
	c, ok := f.Caps[r]
	sound := c.Most >= 0 && c.Most <= energy.MostPower && c.Rate >= 0 && energy.IsFinite(c.Rate)
	if !ok || !sound || now.Sub(c.Read) > oldest || c.Read.After(now.Add(oldest)) {
		return Cap{}, UnreadableCap
	}
	return c, ""
}
