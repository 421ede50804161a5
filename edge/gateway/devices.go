package gateway

import (
	"context"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// share is what one device may take of a tick at least.
func (h *Home) share() time.Duration { return h.tick / time.Duration(len(h.seats)+1) }

// adopt takes in the devices that were found since the last pass.
func (h *Home) adopt() {
	for _, s := range h.seats {
		if s.adopt(h.log) {
			s.owes = true
			h.inherit(s.device)
			h.place()
			h.pace(s)
			h.learn()
		}
	}
}

// inherit takes over a limit on PV that an earlier gateway left: what is agreed no more
// is taken off. Nothing is where the limits are not certain.
func (h *Home) inherit(d *driver.Device) {
	if h.whole && d.Held() {
		h.curbed = true
	}
}

// read takes every device once, in what the pass that began at begun has left of
// its tick. A silent one does not cost the others their turn, for it comes last, and what
// a quick one leaves is the next one's.
func (h *Home) read(ctx context.Context, begun time.Time) {
	h.order = inTurn(h.order[:0], h.seats)
	waiting := len(h.order)
	for _, s := range h.order {
		left := h.tick - h.clock().Sub(begun)
		turn := h.turn(ctx, left/time.Duration(waiting+1))
		part := s.read(turn, h.log)
		turn.end()
		waiting--
		if s.learns() {
			h.learn()
		}
		if err := h.site.Put(s.id, part); err != nil {
			panic("BUG: a device found is not in the site: " + err.Error())
		}
	}
}

// inTurn appends to order the seats with a device, those that answered last time first: a
// line is busy for longer with one that does not answer than its turn is.
func inTurn(order, seats []*seat) []*seat {
	for _, missed := range [...]bool{false, true} {
		for _, s := range seats {
			if s.device != nil && (s.misses > 0) == missed {
				order = append(order, s)
			}
		}
	}
	return order
}

func (h *Home) found() int {
	n := 0
	for _, s := range h.seats {
		if s.device != nil {
			n++
		}
	}
	return n
}

// Inventory returns the devices that the home is known to have, found in this
// start or not. It belongs to the caller of Pass.
func (h *Home) Inventory() Inventory {
	out := Inventory{}
	for _, s := range h.seats {
		if s.owes {
			out[s.id] = s.known
		}
	}
	return out
}

// learn notes that the inventory has changed.
func (h *Home) learn() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.news.inventory = true
}

// Device is one device that the site file names, as people see it.
type Device struct {
	ID    energy.DeviceID
	State SeatState
	Known Known // zero where it was never found
	// Reserve says why the commanded inverter does not keep the agreed reserve by
	// itself, "" where it does or has not been asked.
	Reserve string
	// Guard says what an inverter with PV lacks to keep the agreed export limit when
	// the gateway ends, "" where it lacks nothing or none is agreed.
	Guard string
	// Command is how far the newest command has come that could be looked at.
	Command driver.Command
	// Contested says what another master made of the limit for PV, "" where none does.
	Contested string
	// Alone says why a battery is left in its own mode for now, one of several or one that
	// is not to be worn, "" where it is not.
	Alone string
	// Shared says how others in the house read a device that serves one connection,
	// which is ours; "" where it serves more.
	Shared string
	// Unseen says what there is to do about a unit that has never answered, "" for others.
	Unseen string
	// Hurried says that it is asked sooner than its map wants, and what tick has room for
	// its pause; "" where it is not.
	Hurried string
	// ReadOnly says why a device with a battery is never written to, "" where
	// it is or has none.
	ReadOnly string
	// Unknown tells that this is so because nobody tried a device of its kind.
	Unknown bool
	// Vouch are the lines of the site file that vouch for a device which is only read for
	// nobody tried its kind; "" for others.
	Vouch string
	// Stays says why a device goes on with its last command when the gateway ends,
	// which the site file agrees to; "" where it falls back by itself.
	Stays string
}

// Devices returns how the devices were after the last reads.
func (h *Home) Devices() []Device {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.devices)
}

// show copies the seats for Devices.
func (h *Home) show() {
	for i, s := range h.seats {
		h.devices[i] = Device{ID: s.id, State: s.state, Known: s.known, Reserve: s.reserve.why, Guard: s.guard.why, Shared: s.shared, Unseen: s.unseen(), Hurried: s.hurried, Vouch: s.vouch, Contested: s.overruled(h.clock())}
		h.devices[i].ReadOnly, h.devices[i].Unknown = s.readOnly()
		if s.device != nil {
			h.devices[i].Command, h.devices[i].Stays = s.device.Command(), s.device.Stays()
		}
	}
	for _, x := range h.batteries.all {
		h.devices[slices.Index(h.seats, x.seat)].Alone = x.why
	}
}
