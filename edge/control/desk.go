package control

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// maxPlants bounds what is remembered of plants; no home moves so often in
// one boot.
const maxPlants = 16

// Desk holds what is asked of the home: the order and signal in force, the plan,
// and what the owner set. It has one owner and no lock.
type Desk struct {
	config Config
	counts Counts
	order  energy.Order
	ends   time.Time
	starts time.Time    // before it, former is followed
	former energy.Order // followed until starts; ID 0 for none
	newest uint64       // ID of the newest order taken, released ones included
	signal energy.Signal
	heard  time.Time
	seqs   map[energy.PlantID]uint64 // newest Seq heard, at most maxPlants

	armed     armed
	newestArm uint64 // ID of the newest arm taken, those that ended others included

	plan  []Slot
	owner wishes

	neutral  tracker     // battery power that brings the grid connection to 0 W
	used     tracker     // PV power that brings the PV's own export to 0 W
	calm     energy.Want // battery power when the frequency was last in its band
	answered time.Time   // when the frequency was last out of its band
	ready    latch       // enough is stored for peaks
	stored   latch       // more than the reserve
	filled   latch       // no less than the reserve
}

// NewDesk returns a desk with nothing in force.
func NewDesk(c Config) *Desk { return &Desk{config: c, seqs: make(map[energy.PlantID]uint64)} }

// Hear takes a signal where it is newer than the last of its plant. While an
// order is in force other plants are not heard. A level that is not finite is
// dropped, and so are plants beyond the first 16 since NewDesk: to forget one
// would let its old signals be heard again.
func (d *Desk) Hear(s energy.Signal, now time.Time) {
	if !energy.IsFinite(energy.Ratio(s.Level)) || (d.inForce(now) && s.Plant != d.order.Plant) {
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
