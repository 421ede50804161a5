package gateway

import (
	"context"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// write tells each battery its share of set, and the others to be on their own. It
// returns the power that holds, and whether all of it does. All together may take most.
func (b *batteries) write(ctx context.Context, st *safety.State, set safety.Setpoint, most time.Duration) (energy.Want, bool) {
	b.share(st, set)
	most /= time.Duration(max(1, len(b.all)))
	var sum energy.Watts
	taken, whole := false, true
	for i, x := range b.joined {
		holds := x.write(newTurn(ctx, b.clock, most), b.shares[i], b.log)
		if p, _ := b.shares[i].Power(); x.failed == 0 {
			sum, taken = sum+p, true
		}
		if whole = whole && holds; b.several() && x.failed >= lostAfter {
			x.again, x.failed = b.clock().Add(deafFor), 0
		}
	}
	for _, x := range b.all {
		if !x.joins && x.held && x.seat.state == Answering {
			x.write(newTurn(ctx, b.clock, most), set.Own(), b.log)
		}
	}
	if _, asked := set.Power(); !asked || !taken {
		return energy.Want{}, whole && !asked
	}
	return energy.WantPower(sum), whole
}

// share splits set. One battery leads where no power is asked: the first of those
// commanded, unless another regulates by itself already, or still runs.
func (b *batteries) share(st *safety.State, set safety.Setpoint) {
	if !b.several() {
		for i := range b.shares {
			b.shares[i] = set
		}
		return
	}
	leads := 0
	if len(b.joined) < len(b.all) || slices.ContainsFunc(b.parts[1:], (*safety.Part).Runs) {
		leads = -1
	}
	safety.Share(st, set, b.parts, leads, b.shares)
}

// told is what the seat's battery is told, and set where it has none or is on its own.
func (b *batteries) told(s *seat, set safety.Setpoint) safety.Setpoint {
	for i, x := range b.joined {
		if x.seat == s {
			return b.shares[i]
		}
	}
	return set
}
