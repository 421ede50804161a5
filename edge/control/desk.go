package control

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Config says whose desk it is and how it behaves.
type Config struct {
	Site     energy.SiteID
	Boot     uint64
	MaxLease time.Duration // longer orders are refused
	// Gain is the share of the grid power corrected per Decide, above 0 to 1.
	Gain energy.Ratio
}

// maxPlants bounds what is remembered of plants; no home moves so often in
// one boot.
const maxPlants = 16

// Desk holds the order and the signal in force. It has one owner and no lock.
type Desk struct {
	config Config
	order  energy.Order
	ends   time.Time
	newest uint64 // ID of the newest order taken, released ones included
	signal energy.Signal
	heard  time.Time
	seqs   map[energy.PlantID]uint64 // newest Seq heard, at most maxPlants
}

// NewDesk returns a desk with nothing in force.
func NewDesk(c Config) *Desk { return &Desk{config: c, seqs: make(map[energy.PlantID]uint64)} }

// Hear takes a signal where it is newer than the last of its plant. While an
// order is in force other plants are not heard. A level that is not finite is
// dropped, and so are plants beyond the first 16 since NewDesk: to forget one
// would let its old signals be heard again.
func (d *Desk) Hear(s energy.Signal, now time.Time) {
	if !finite(s.Level) || (d.inForce(now) && s.Plant != d.order.Plant) {
		return
	}
	newest, known := d.seqs[s.Plant]
	if (known && s.Seq <= newest) || (!known && len(d.seqs) == maxPlants) {
		return
	}
	d.seqs[s.Plant] = s.Seq
	d.signal, d.heard = s, now
}

func (d *Desk) inForce(now time.Time) bool { return d.order.ID != 0 && now.Before(d.ends) }
