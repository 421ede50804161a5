package gateway

import (
	"context"
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

// round is what was found of all batteries in one pass.
type round struct {
	able    energy.Envelope // of the commanded ones together
	theirs  energy.Watts    // the power of the others, as far as it is known
	changed bool            // others are commanded than before
	unknown bool            // nobody knows what all of them are
}

// look finds which of several are commanded in this pass, by snap and by what each
// told, and returns the home as these see it: what they can give and take together is
// less where one of them is empty, hot or unproven, and beside one that they must not
// oppose. It tells whether others are commanded than before.
func (b *batteries) look(live safety.Live, snap energy.Snapshot) (energy.Snapshot, bool) {
	if !b.several() {
		return snap, false
	}
	own := proven(b.agreed)
	own.Live = live
	r := b.ask(&own, snap.At)
	if len(b.joined) == 0 || r.unknown {
		return snap, r.changed
	}
	seen := b.site.Commanded(snap.At)
	if len(b.joined) < len(b.all) {
		ours, _ := seen.Battery.Value()
		r.able = r.able.Within(b.defers.Beside(&own, snap.Grid, ours, r.theirs, snap.At))
	} else {
		b.defers = safety.Deference{}
	}
	seen.MaxCharge, seen.MaxDischarge = narrowed(seen.MaxCharge, -r.able.Min), narrowed(seen.MaxDischarge, r.able.Max)
	return seen, r.changed
}

// ask asks each battery by itself.
func (b *batteries) ask(own *safety.Limits, now time.Time) round {
	var r round
	b.joined, b.parts, b.shares = b.joined[:0], b.parts[:0], b.shares[:0]
	for _, x := range b.all {
		told := b.site.Part(x.seat.id)
		able := x.see(own, &told, now)
		r.changed = b.admit(x, &told, now) || r.changed
		r.unknown = r.unknown || x.seat.known == Known{}
		if b.join(x); x.joins {
			r.able.Min, r.able.Max = r.able.Min+able.Min, r.able.Max+able.Max
		} else {
			r.theirs += x.does(&told, now)
		}
	}
	return r
}

// admit decides whether the battery is commanded, and tells whether that has changed.
func (b *batteries) admit(x *battery, told *energy.Snapshot, now time.Time) bool {
	before := x.joins
	x.why = x.able(told, now)
	x.joins = x.why == ""
	b.site.Aside(x.seat.id, !x.joins)
	switch {
	case x.joins == before:
		return false
	case x.joins:
		b.log.Info("battery takes its share", "device", x.seat.id)
	default:
		b.log.Warn("battery is left in its own mode", "device", x.seat.id, "why", x.why)
	}
	return true
}

// narrowed is r where most is less.
func narrowed(r energy.Reading[energy.Watts], most energy.Watts) energy.Reading[energy.Watts] {
	if p, ok := r.Value(); ok && r.Quality() == energy.Good && most < p {
		return energy.Read(max(0, most), r.At())
	}
	return r
}

// write tells each battery its share of set, and the others to be on their own. It
// returns the power that holds, and whether all of it does. All together may take most.
func (b *batteries) write(ctx context.Context, st *safety.State, set safety.Setpoint, most time.Duration) (energy.Want, bool) {
	b.share(st, set)
	most /= time.Duration(max(1, len(b.all)))
	var sum energy.Watts
	taken, whole := false, true
	for i, x := range b.joined {
		holds := x.write(b.turn(ctx, most), b.shares[i], b.log)
		if p, _ := b.shares[i].Power(); x.failed == 0 {
			sum, taken = sum+p, true
		}
		if whole = whole && holds; b.several() && x.failed >= lostAfter {
			x.again, x.failed = b.clock().Add(deafFor), 0
		}
	}
	for _, x := range b.all {
		if !x.joins && x.held && x.seat.state == Answering {
			x.write(b.turn(ctx, most), set.Own(), b.log)
		}
	}
	if _, asked := set.Power(); !asked || !taken {
		return energy.Want{}, whole && !asked
	}
	return energy.WantPower(sum), whole
}

// share splits set. One battery leads where no power is asked: the first of those
// commanded, unless another regulates by itself already.
func (b *batteries) share(st *safety.State, set safety.Setpoint) {
	if !b.several() {
		for i := range b.shares {
			b.shares[i] = set
		}
		return
	}
	leads := 0
	if len(b.joined) < len(b.all) {
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

// turn is Home's.
func (b *batteries) turn(ctx context.Context, most time.Duration) *turn {
	return &turn{Context: ctx, clock: b.clock, until: b.clock().Add(most)}
}
