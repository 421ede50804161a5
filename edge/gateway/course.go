package gateway

import (
	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/edge/record"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// inbox takes what the cloud sends, and notes when an order was accepted.
type inbox struct {
	*Home
	courses *record.Courses
}

// Accept implements uplink.Inbox.
func (i inbox) Accept(o energy.Order) error {
	err := i.Home.Accept(o)
	if err == nil && o.Lease > 0 {
		i.courses.Accepted(o.ID, i.clock())
	}
	return err
}

// registers tells how those of the batteries read that the pass before commanded. It
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
