package gateway

import (
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/site"
)

// place gives every device that is part of the home its place in the sums. The
// grid connection is read by its meter, and by the first inverter that reads it too
// where there is none: two of them would be counted twice.
func (h *Home) place() {
	reader := h.reader()
	for _, s := range h.seats {
		if !s.owes {
			continue
		}
		role := s.role()
		if s == reader {
			role |= site.Meter
		}
		h.site.Add(site.Device{ID: s.id, Role: role})
	}
	several := h.batteries.several()
	h.batteries.place(h.seats)
	h.rate()
	if several || h.batteries.several() {
		h.state = h.state.Regrouped()
	}
}

// reader returns the inverter that the grid connection is read by, nil for none.
func (h *Home) reader() *seat {
	var first *seat
	for _, s := range h.seats {
		switch {
		case !s.owes:
		case s.role()&site.Meter != 0:
			return nil
		case s.known.Metered && first == nil:
			first = s
		}
	}
	return first
}

// role is what the seat owes the sums: all, where nobody knows what stands there.
func (s *seat) role() site.Role {
	if s.known == (Known{}) {
		return site.Meter | site.Generator | site.Storage
	}
	return roles[s.known.Role]
}

// pacer is a bus that keeps a pace for each unit; fieldbus.Link is one.
type pacer interface {
	Pace(unit uint8, gap time.Duration)
}

// pace has the bus leave the device the pause between requests that its map asks
// for, as far as the tick has room for it: a device asked too slowly is not read.
func (h *Home) pace(s *seat) {
	s.shared, s.hurried = "", ""
	m, ok := s.device.Map()
	if !ok {
		return
	}
	if bus, able := s.field.Registers.(pacer); able && m.Pace > 0 {
		pause := min(m.Pace, room(h.tick, s.device.Requests()))
		bus.Pace(s.unit, pause)
		h.log.Info("device has a pause between requests", "device", s.id, "pause", pause, "wants", m.Pace)
		s.hurried = hurry(m.Pace, h.tick, s.device.Requests())
	}
	if s.shared = s.sharing(m.Clients); s.shared != "" {
		h.log.Info("device serves one connection, which is ours", "device", s.id, "others", s.shared)
	}
}

// roomShare is the part of a tick that the pauses of reading one device may take: the
// rest is for its answers, for the others, and for what is written.
const roomShare = 4

// room is the longest pause between requests of which a tick has room for so many, and
// one to spare.
func room(tick time.Duration, requests int) time.Duration {
	return tick / time.Duration(roomShare*(requests+1))
}

// hurry says that a device is asked sooner than its map wants, and what tick has room for
// the whole pause; "" where this one has.
func hurry(pause, tick time.Duration, requests int) string {
	has := room(tick, requests)
	if has >= pause {
		return ""
	}
	return fmt.Sprintf("it is asked %d ms after its last answer, and wants %d: it may fall behind; tick_ms = %d or more has room for it", has.Milliseconds(), pause.Milliseconds(), (roomShare*time.Duration(requests+1)*pause+time.Millisecond-1)/time.Millisecond)
}

// sharing says how others in the house read a device that serves so many
// connections at a time: nothing where it serves more than ours.
func (s *seat) sharing(clients int) string {
	switch {
	case clients != 1:
		return ""
	case s.field.Guests == "":
		return "cannot be served: give its bus a proxy"
	}
	return "read it at " + s.field.Guests
}
