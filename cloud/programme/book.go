package programme

import (
	"cmp"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// dust is less energy, in Wh, than anyone is paid for: what rounding leaves.
const dust = 1e-6

// booked is a claim with what of its call matters to others.
type booked struct {
	call  *Call
	claim Claim
}

// book is all that is claimed of one home.
type book []booked

// battery is what of a home's battery can be claimed at now.
type battery struct {
	home     *Home
	up, down energy.WattHours // now
	most     energy.WattHours // of either, when it was put back
	now      time.Time
}

// fit returns the most of want, scaled, that can be claimed beside the book, and
// the claim that stands in the way of the rest, if one does. Up and down are
// looked at each as if the other never happened: what a reserve may do and then
// does not do gives nothing to anyone.
func (b book) fit(h battery, want booked) (Claim, *Conflict) {
	if other, what := b.excludes(want); other != nil {
		return want.claim.scaled(0, 0), h.conflict(other, what)
	}
	up, conflictUp := b.side(h, want, upward)
	down, conflictDown := b.side(h, want, downward)
	if conflictUp == nil {
		conflictUp = conflictDown
	}
	return want.claim.scaled(up, down), conflictUp
}

// side fits one direction of want: the share of it that can be had.
func (b book) side(h battery, want booked, d direction) (energy.Ratio, *Conflict) {
	asked := want.claim.in(d).power
	if asked <= 0 {
		return 0, nil
	}
	share, who, what := energy.Ratio(1), (*booked)(nil), d.power
	if room, most := b.room(h, want, d); room < asked {
		share, who = energy.Ratio(max(0, room)/asked), most
	}
	if by, most := b.energy(h, want, share, d); by < share {
		share, who, what = by, most, d.energy
	}
	if who == nil {
		return share, nil
	}
	return share, h.conflict(who, what)
}

// room is the power that is left to want at every instant of its call, and whose
// claim is the greatest where the least is left.
func (b book) room(h battery, want booked, d direction) (energy.Watts, *booked) {
	room, who := d.most(h.home), (*booked)(nil)
	for _, at := range b.instants(want.call.Span()) {
		taken, most := b.taken(at, want.call, d)
		if left := d.most(h.home) - taken; left < room {
			room, who = left, most
		}
	}
	return room, who
}

// instants are those in span at which anything begins.
func (b book) instants(span energy.Interval) []time.Time {
	list := []time.Time{span.Start}
	for i := range b {
		if span.Contains(b[i].call.Start) {
			list = append(list, b[i].call.Start)
		}
	}
	return list
}

// taken is the power that others than the stack of c have at at: of each stack its
// greatest.
func (b book) taken(at time.Time, c *Call, d direction) (sum energy.Watts, who *booked) {
	stacks := map[string]energy.Watts{}
	for i := range b {
		o := &b[i]
		if !o.call.Span().Contains(at) || o.call.shares(c) {
			continue
		}
		p := o.claim.in(d).power
		if who == nil && p > 0 || who != nil && p > who.claim.in(d).power {
			who = o
		}
		if label := o.call.Terms.Stack; label != "" {
			p, stacks[label] = max(0, p-stacks[label]), max(p, stacks[label])
		}
		sum += p
	}
	return sum, who
}

// shares tells whether two calls may have the same power of a home.
func (c *Call) shares(o *Call) bool { return c.Terms.Stack != "" && c.Terms.Stack == o.Terms.Stack }

// excludes returns a claim beside which want cannot be at all, at any power.
func (b book) excludes(want booked) (*booked, Resource) {
	for i := range b {
		o := &b[i]
		span := o.call.Span()
		if o.claim.empty() || !meets(span.Start, span.End, want.call.Start, want.call.End) {
			continue
		}
		if o.call.Node != want.call.Node {
			return o, Command
		}
		delivers := o.call.Terms.Kind.Drive().delivers() && want.call.Terms.Kind.Drive().delivers()
		if delivers && (o.claim.Up > 0 && want.claim.Down > 0 || o.claim.Down > 0 && want.claim.Up > 0) {
			return o, Direction
		}
	}
	return nil, ""
}

// energy returns the greatest share of want, at most share, with which the energy
// of every claim is there when its call begins, and whose claim is the greatest of
// those that have what is missing.
func (b book) energy(h battery, want booked, share energy.Ratio, d direction) (energy.Ratio, *booked) {
	lasts := func(share energy.Ratio) bool {
		w := want
		w.claim = w.claim.scaled(share, share)
		return append(slices.Clip(b), w).lasts(h, d)
	}
	if lasts(share) {
		return share, nil
	}
	low, high := energy.Ratio(0), share
	for range 40 {
		if mid := (low + high) / 2; lasts(mid) {
			low = mid
		} else {
			high = mid
		}
	}
	if low <= 1e-9 {
		low = 0
	}
	var who *booked
	for i := range b {
		if e := b[i].claim.in(d).energy; e > 0 && (who == nil || e > who.claim.in(d).energy) {
			who = &b[i]
		}
	}
	return low, who
}

// lasts tells whether the energy of every claim is there when its call begins. All
// of it is taken then, and nothing comes back while any call runs: between them
// comes back what can be counted on.
func (b book) lasts(h battery, d direction) bool {
	order := slices.Clone(b)
	slices.SortStableFunc(order, func(x, y booked) int {
		return cmp.Or(x.call.Span().Start.Compare(y.call.Span().Start), x.call.before(y.call))
	})
	left, free := min(d.stored(h), h.most), h.now
	for i := range order {
		span, e := order[i].call.Span(), order[i].rest(h.now, d)
		if e <= 0 || !span.End.After(h.now) {
			continue
		}
		if span.Start.After(free) {
			left = min(h.most, left+h.home.Refill.Over(span.Start.Sub(free)))
		}
		if left -= e; left < -dust {
			return false
		}
		if span.End.After(free) {
			free = span.End
		}
	}
	return true
}

// rest is the energy of the claim that is still to come: what a running call has
// delivered is not in the battery any more.
func (o *booked) rest(now time.Time, d direction) energy.WattHours {
	e := o.claim.in(d).energy
	if span := o.call.Span(); o.call.Terms.Kind.Drive().delivers() && now.After(span.Start) {
		e *= energy.WattHours(max(0, span.End.Sub(now).Seconds()) / span.Duration().Seconds())
	}
	return e
}

func (h battery) conflict(o *booked, what Resource) *Conflict {
	return &Conflict{
		Site: h.home.Site, Battery: h.home.Battery, With: o.call.ID, Of: o.call.Programme,
		Start: o.call.Start, End: o.call.End, Resource: what,
	}
}
