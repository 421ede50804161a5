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
			h.place()
			h.pace(s)
			h.learn()
			h.command(h.batteries())
		}
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
		turn, cancel := context.WithTimeout(ctx, left/time.Duration(waiting+1))
		part := s.read(turn, h.log)
		cancel()
		waiting--
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

func (h *Home) batteries() []*driver.Device {
	var found []*driver.Device
	for _, s := range h.seats {
		if s.device != nil && s.device.Controllable() {
			found = append(found, s.device)
		}
	}
	return found
}

// command takes the one battery to command, and its ratings into the limits.
// Of several none is commanded: a setpoint is for the home, and only one device
// may answer it.
func (h *Home) command(batteries []*driver.Device) {
	before := h.battery
	h.battery, h.limits = nil, h.agreed
	if len(batteries) == 1 {
		h.battery = batteries[0]
		h.limits = rated(h.agreed, h.battery.Nameplate())
	}
	switch {
	case len(batteries) > 1:
		h.log.Warn("no battery is commanded: the home has more than one", "batteries", len(batteries))
	case h.battery != before:
		h.log.Info("battery is commanded", "rating_w", h.limits.Rating, "agreed_w", h.agreed.Rating)
	}
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
	// ReadOnly says why a device with a battery is never written to, "" where
	// it is or has none.
	ReadOnly string
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
		h.devices[i] = Device{ID: s.id, State: s.state, Known: s.known, Reserve: s.reserve.why, ReadOnly: s.readOnly()}
	}
}
