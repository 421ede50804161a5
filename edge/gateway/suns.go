package gateway

import (
	"github.com/hearthgrid/hearthgrid/edge/site"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// sun is one inverter with PV.
type sun struct {
	seat   *seat
	free   bool         // it cannot be held back
	gives  energy.Watts // as last read, 0 or more
	rating energy.Watts // 0 where it tells none
}

// suns returns the inverters with PV that were found, and false where one of them
// cannot be held back.
func (h *Home) suns() (all []sun, held bool) {
	held = true
	for _, s := range h.seats {
		if s.device == nil || roles[s.known.Role]&site.Generator == 0 {
			continue
		}
		gives, _ := s.sun.Value()
		rating, _ := s.device.Nameplate().Power.Value()
		one := sun{seat: s, free: !s.device.Curtails(), gives: max(0, gives), rating: max(0, rating)}
		all, held = append(all, one), held && !one.free
	}
	return all, held
}

// split shares most among the inverters, and returns the part of each: by their
// ratings where all of them tell one, else evenly. What those give that cannot be
// held back comes off first; nothing is shared to them.
func split(most energy.Watts, suns []sun) []energy.Want {
	var whole energy.Watts
	count, rated := 0, true
	for _, s := range suns {
		if s.free {
			most -= s.gives
			continue
		}
		count++
		whole += s.rating
		rated = rated && s.rating > 0
	}
	most = max(0, most)
	parts := make([]energy.Want, len(suns))
	for i, s := range suns {
		switch {
		case s.free:
		case rated:
			parts[i] = energy.WantPower(most * s.rating / whole)
		default:
			parts[i] = energy.WantPower(most / energy.Watts(count))
		}
	}
	return parts
}
