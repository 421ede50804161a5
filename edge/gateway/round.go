package gateway

import (
	"time"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

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
		x.see(own, &told, now)
		r.changed = b.admit(x, &told, now) || r.changed
		r.unknown = r.unknown || x.seat.known == Known{}
		if b.join(x); !x.joins {
			r.theirs += x.does(&told, now)
		}
	}
	r.able = safety.Abreast(b.parts)
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
