package safety

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// dip is what a sounding took of the power commanded, until that is back.
type dip struct {
	of   time.Time    // since when the sounding is that it is of
	from energy.Watts // the power before; 0: nothing is missing
}

// steady returns the power that Swings go by. While a sounding cuts p, and for as long as
// what is missing only comes back, that is what it was before: nobody wished for either. A
// sounding makes one dip, whatever is wished meanwhile, and of no more than twice its cut.
func (s *State) steady(l *Limits, p energy.Watts, sounded bool) energy.Watts {
	d, by, cut := &s.dip, s.meter.sounds, l.Frozen.cut()
	last, _ := s.last.Power()
	if sounded && d.of != by.since {
		*d = dip{of: by.since, from: energy.Envelope{Min: by.from - cut, Max: by.from + cut}.Clamp(last)}
	}
	way := energy.Watts(1)
	if d.from < 0 {
		way = -1
	}
	least := last * way
	if sounded {
		least = max(0, by.from*way-cut)
	}
	if m := p * way; d.from == 0 || m < least || m >= d.from*way {
		d.from = 0
		return p
	}
	return d.from
}
