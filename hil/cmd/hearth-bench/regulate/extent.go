package regulate

import (
	"time"

	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/hil/signal"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Extent is what is simulated.
type Extent struct {
	Homes    int
	Settle   time.Duration // before what is scored, with the signal already there
	Score    time.Duration // of the signal, from its start
	Seed     uint64
	Signal   *signal.Signal
	Profiles plant.Profiles // recorded load and PV; where there are none they are simulated

	Silent     energy.Ratio // of the homes, told of no more from some instant on
	Misfits    energy.Ratio // that do not follow: ignore, reverse, stop short, are slow, in turn
	Loss       energy.Ratio // of all messages
	DelayLeast time.Duration
	DelayMost  time.Duration
	Lease      time.Duration // of orders, renewed each third of it; at most a minute
	Blind      bool          // nothing that is measured reaches the loop or the judge
}

// Contract is the plant that the figures of the bench are of.
func Contract(homes int, score time.Duration, s *signal.Signal, p plant.Profiles) Extent {
	return Extent{
		Homes: homes, Settle: 2 * time.Minute, Score: score, Seed: 1, Signal: s, Profiles: p,
		Silent: 0.05, Misfits: 0.1, Loss: 0.01, DelayLeast: 100 * time.Millisecond, DelayMost: 400 * time.Millisecond, Lease: maxLease,
	}
}

// The cadences. A home acts once a second, half of them at each step.
const (
	step    = 500 * time.Millisecond
	tick    = time.Second
	cadence = 2 * time.Second // of the signal
)

// assigned is the share of all ratings that the plant is assigned.
const assigned = 0.4

// start is noon: roofs give, and what does not follow charges.
var start = time.Date(2026, 3, 18, 12, 0, 0, 0, time.UTC)

// plantID names the plant.
const plantID energy.PlantID = "regulation"
