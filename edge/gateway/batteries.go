package gateway

import (
	"log/slog"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/edge/site"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// batteries are all of a home. Where there is one it is commanded, once it was found
// fit to be, and its home's limits are its own. Of several, each is commanded for as
// long as it answers, is trusted and obeys; what safety approves for the sum of them
// is shared, see safety.Share. The others are left in their own mode, and those
// commanded keep out of their way.
type batteries struct {
	site   *site.Site
	agreed safety.Limits // at commissioning
	clock  func() time.Time
	log    *slog.Logger

	all    []*battery // by seat
	habit  habit
	defers safety.Deference
	joined []*battery // the commanded ones of this pass, and for each:
	parts  []*safety.Part
	shares []safety.Setpoint
}

// place takes in the seats that hold a battery now, or may.
func (b *batteries) place(seats []*seat) {
	var all []*battery
	for _, s := range seats {
		if s.stores() {
			all = append(all, b.of(s))
		}
	}
	b.all = all
	b.joined, b.parts, b.shares = make([]*battery, 0, len(all)), make([]*safety.Part, 0, len(all)), make([]safety.Setpoint, 0, len(all))
	for _, x := range all {
		if len(all) == 1 {
			b.single(x)
		}
		b.join(x)
	}
}

// single decides whether the only battery is commanded, once and for all of its tries.
func (b *batteries) single(x *battery) {
	before, d := x.joins, x.seat.device
	x.joins, x.why = d != nil && d.Controllable(), ""
	b.site.Aside(x.seat.id, false)
	if x.joins && !before {
		rating, _ := x.rating(b.agreed.Rating)
		b.log.Info("battery is commanded", "device", x.seat.id, "rating_w", rating, "agreed_w", b.agreed.Rating)
	}
}

func (b *batteries) of(s *seat) *battery {
	for _, x := range b.all {
		if x.seat == s {
			return x
		}
	}
	return &battery{seat: s}
}

func (b *batteries) join(x *battery) {
	if x.joins {
		b.joined, b.parts, b.shares = append(b.joined, x), append(b.parts, &x.part), append(b.shares, safety.Setpoint{})
	}
}

// several tells whether there is anything to share.
func (b *batteries) several() bool { return len(b.all) > 1 }

// limits are those agreed, with what the commanded inverters say of themselves.
func (b *batteries) limits() safety.Limits {
	if !b.several() {
		if len(b.joined) == 0 {
			return b.agreed
		}
		return rated(b.agreed, b.joined[0].seat.device.Nameplate())
	}
	out, whole := b.agreed.OfSum(), energy.Watts(0)
	out.Battery.Limited = len(b.joined) > 0
	for _, x := range b.joined {
		rating, most := x.rating(b.agreed.Rating)
		whole += rating
		out.Battery.Power += most.Power
		out.Battery.Limited = out.Battery.Limited && most.Limited
	}
	if len(b.joined) > 0 {
		out.Rating = min(out.Rating, whole)
	}
	return out
}

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
