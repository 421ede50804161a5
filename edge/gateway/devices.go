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
// its tick. A silent one does not cost the others their turn, and what a quick
// one leaves is the next one's.
func (h *Home) read(ctx context.Context, begun time.Time) {
	waiting := h.found()
	for _, s := range h.seats {
		if s.device == nil {
			continue
		}
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
	// Alone says why one of several batteries is left in its own mode, "" where it is
	// not, or has none beside it.
	Alone string
	// Shared says how others in the house read a device that serves one connection,
	// which is ours; "" where it serves more.
	Shared string
	// ReadOnly says why a device with a battery is never written to, "" where
	// it is or has none.
	ReadOnly string
	// Unknown tells that this is so because nobody tried a device of its kind.
	Unknown bool
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
		h.devices[i] = Device{ID: s.id, State: s.state, Known: s.known, Reserve: s.reserve.why, Guard: s.guard.why, Shared: s.shared, Contested: s.overruled(h.clock())}
		h.devices[i].ReadOnly, h.devices[i].Unknown = s.readOnly()
		if s.device != nil {
			h.devices[i].Command, h.devices[i].Stays = s.device.Command(), s.device.Stays()
		}
	}
	for _, x := range h.batteries.all {
		h.devices[slices.Index(h.seats, x.seat)].Alone = x.why
	}
}
