package safety

import (
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// sounding is a small cut in what a commanded battery does, made where a meter stands
// still above a battery that does too: neither shows then whether it lives. A meter
// that lives shows the cut, and that ends it.
type sounding struct {
	since time.Time    // zero where none is made
	from  energy.Watts // what the battery did before
	shown time.Time    // since when the battery is seen to do less
}

const (
	// soundAfter is how many halves of After a meter may stand still before it is sounded,
	// and soundFor how many it is given to show that.
	soundAfter, soundFor = 3, 1
	// leastSounded is a power with which a home's limits are hardly passed.
	leastSounded = 2 * slight
)

// cut is by how much: a meter with steps of a tenth of a kilowatt shows it.
func (l Frozen) cut() energy.Watts { return l.Power / 2 }

// relies tells whether a limit is kept by the meter alone: whether it would be passed
// if the home's loads, which nothing else shows, were gone, or were half of what the
// connection bears, or its fuse on the phases that the battery feeds.
func (l *Limits) relies(battery energy.Watts, sun energy.Reading[energy.Watts]) bool {
	if l.Fuse.Limited && battery.Abs() > l.Fuse.carries()/2 {
		return true
	}
	if battery < 0 {
		return -battery > least(l.Import, l.Live.Import)/2
	}
	shines, known := sun.Value()
	most := least(l.Export, l.Live.Export)
	return battery+shines > most || !known && !math.IsInf(float64(most), 1) || battery > least(l.BatteryExport)
}

// least is the lowest of the caps that limit, infinite where none does.
func least(caps ...Cap) energy.Watts {
	most := energy.Unbounded().Max
	for _, c := range caps {
		if c.Limited {
			most = min(most, c.Power)
		}
	}
	return most
}

// sound begins a sounding where it is time for one, and tells whether the meter did
// not show one, or none could be made: by a meter that froze at a limit the cut is
// undone for that limit's sake.
func (f *still) sound(l *Limits, battery energy.Watts, sun energy.Reading[energy.Watts], now time.Time) bool {
	s := &f.sounds
	switch {
	case s.since.IsZero():
		if battery.Abs() >= leastSounded && f.stands(soundAfter*l.Frozen.After/2, now) && l.relies(battery, sun) {
			*s = sounding{since: now, from: battery}
		}
	case (s.from - battery).Abs() >= min(l.Frozen.cut(), s.from.Abs())/2:
		if s.shown.IsZero() {
			s.shown = now
		}
		return now.Sub(s.shown) >= sluggish
	}
	return !s.since.IsZero() && now.Sub(s.since) >= soundFor*l.Frozen.After/2
}

// reach is what a sounding leaves of the battery's power: it turns none round, and
// holds back no wish for so much more that the meter is sounded by that.
func (s sounding) reach(wish, cut energy.Watts) energy.Envelope {
	e := energy.Unbounded()
	switch {
	case s.since.IsZero() || (wish-s.from).Abs() > cut:
	case s.from > 0:
		e.Max = max(0, s.from-cut)
	default:
		e.Min = min(0, s.from+cut)
	}
	return e
}
