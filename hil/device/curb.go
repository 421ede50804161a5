package device

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// curb is what a sheet's registers let through of PV: the most power of the whole
// inverter, battery included, or of PV alone. It is worked out when they are written,
// so that a tick is cheap, and lapses by a lease of its own where it has one.
type curb struct {
	says    func() (most energy.Watts, limited bool) // nil where nothing limits PV
	sun     bool                                     // of PV alone
	most    energy.Watts
	limited bool
	lease   lease
	lapse   func()
}

// wrote looks at the registers again.
func (c *curb) wrote() {
	if c.says != nil {
		c.most, c.limited = c.says()
	}
}

// over returns o with what is let through of PV.
func (c *curb) over(o order, t *truth, now time.Time) order {
	if c.lease.tick(now) {
		c.lapse()
		c.wrote()
	}
	if !c.limited {
		return o
	}
	o.cap, o.capped = c.most, true
	if !c.sun {
		o.cap = max(0, c.most-t.Battery)
	}
	return o
}

// share is a limit by a register in counts of which all let everything through.
func (s *sheet) share(at uint16, all float64, of energy.Watts) curb {
	return curb{says: func() (energy.Watts, bool) {
		v := s.get(at)
		return of * energy.Watts(v/all), v < all
	}}
}

// islands is a register that says whether the home is fed without the grid.
func islands(s space, at uint16, k kind, mains, alone float64) cell {
	return measured(s, at, k, 1, func(t *truth) float64 {
		if t.Islanded {
			return alone
		}
		return mains
	})
}
