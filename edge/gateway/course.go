package gateway

import (
	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/edge/record"
)

// registers tells whether the batteries' registers hold what the pass before wrote. It
// belongs to the caller of Pass.
func (h *Home) registers() record.Registers {
	r := record.Registers{Kept: len(h.batteries.joined) > 0}
	for _, x := range h.batteries.joined {
		switch c := x.seat.device.Command(); {
		case c.Stage == driver.Overruled:
			return record.Registers{Overruled: c.Why}
		case c.Stage < driver.ReadBack:
			r.Kept = false
		}
	}
	return r
}
