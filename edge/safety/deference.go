package safety

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Deference is how commanded batteries keep out of the way of others in the home that
// regulate on its meter by themselves: they do what the home lacks, or has left, for
// some time already, and never more. A battery that lives has long taken that itself;
// one that is dead leaves it to the meter to tell. The zero Deference has watched
// nothing, and allows nothing.
type Deference struct {
	since  time.Time
	lacked lately
}

const (
	// deferred is how long the home must lack it: longer than an inverter takes to do
	// something about it (bslib, see standards).
	deferred = 15 * time.Second
	// deference is the part of it that is taken. It is below 1 so that the others
	// always have some of the same to do: of two that could, the one that nobody
	// commands has it all within seconds.
	deference = 0.9
)

// Beside returns what the commanded batteries may do, which holds 0 W. ours is what
// they do, theirs what the others do, 0 W where that is not known, for then the meter
// shows what they leave. Nothing may be done where it tells nothing by now.
func (d *Deference) Beside(l *Limits, meter energy.Reading[energy.Watts], ours, theirs energy.Watts, now time.Time) energy.Envelope {
	g, ok := fresh(meter, now, l.Ages.Grid)
	lacks := deference * (ours + theirs - g)
	if !ok || !l.Connection.holds(g) || !energy.IsFinite(lacks) {
		*d = Deference{}
		return energy.Envelope{}
	}
	if d.since.IsZero() {
		d.since = now
	}
	d.lacked.add(lacks, deferred, now)
	if now.Sub(d.since) < deferred {
		return energy.Envelope{}
	}
	e := d.lacked.all()
	return energy.Envelope{Min: min(0, e.Max), Max: max(0, e.Min)}
}
