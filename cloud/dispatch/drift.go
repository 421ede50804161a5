package dispatch

import (
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

const (
	reaction = 10              // s, from when a limit is seen to be near until homes gave way
	calm     = 5 * time.Minute // after which the most that a node's rest changed counts for 1/e
	caution  = 1.5             // times the most it changed lately, that it may change next
	unseen   = 0.05            // of the limit, that is taken for it until enough was seen
)

// drift is how far what flows at a node beside its batteries changes while homes give
// way to it.
type drift struct {
	last time.Time
	ring [reaction]energy.Watts // by second
	n    int
	most float64 // W
}

// see takes in the rest of a node at an instant.
func (d *drift) see(rest energy.Watts, now time.Time) {
	passed := now.Sub(d.last)
	switch {
	case passed < 900*time.Millisecond && passed >= 0:
		return
	case passed < 0 || passed > 3*time.Second: // what was before is too long ago to be compared
		d.n = 0
	}
	at := d.n % reaction
	if d.most *= math.Exp(-max(passed, 0).Seconds() / calm.Seconds()); d.n >= reaction {
		d.most = max(d.most, math.Abs(float64(rest-d.ring[at])))
	}
	d.last, d.ring[at], d.n = now, rest, d.n+1
}

// margin returns what the rest of a wire may be off by while homes give way.
func (d *drift) margin(w *Wire) energy.Watts {
	_, doubt, _ := w.rest()
	if d.n < reaction {
		return max(doubt, unseen*w.least())
	}
	return energy.Watts(math.Hypot(float64(doubt), caution*d.most))
}
