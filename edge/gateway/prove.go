package gateway

import (
	"time"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// prove tells the driver of a battery that is alone what safety saw of it. Several
// are each seen by themselves: see ask.
func (b *batteries) prove(snap *energy.Snapshot, v safety.Verdict, l *safety.Limits) {
	if len(b.joined) == 1 && !b.several() {
		b.joined[0].prove(v.Bounds.Has(energy.BoundUnproven), snap.Battery, l.Proof)
	}
}

// clear has every battery tried again that was given up.
func (b *batteries) clear() {
	for _, x := range b.all {
		x.part.Cleared()
		x.again = time.Time{}
	}
}
