package main

import (
	"time"

	"github.com/hearthgrid/hearthgrid/edge/gateway"
	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/hil/scenario"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// person is a home with somebody in it, and a gate.
type person struct {
	*gateway.Home
	gate *gateway.Gate
}

// Deliver hands over an order as it came.
func (h person) Deliver(signed []byte) error {
	_, err := h.gate.Accept(signed)
	return err
}

// Arm hands over an arm as it came.
func (h person) Arm(signed []byte) error {
	_, err := h.gate.Arm(signed)
	return err
}

// Moment is now, sealed by the home.
func (h person) Moment() energy.Moment { return h.gate.Moment() }

// Pause takes the home out of what others ask.
func (h person) Pause(d time.Duration) error { h.Home.Pause(d); return nil }

// Resume ends a pause.
func (h person) Resume() error { h.Home.Resume(); return nil }

// Storm fills the battery and keeps all of it for d.
func (h person) Storm(d time.Duration) error { return h.Home.Storm(1, d) }

// Calm ends the storm.
func (h person) Calm() error { h.Home.Calm(); return nil }

// Clear has what was given up for good tried again.
func (h person) Clear() error { h.Home.Clear(); return nil }

// Stand leaves a home that is driven by hand as it is: it is not passed.
func (h person) Stand(bool) error { return nil }

// Beat takes a heartbeat of the network operator's box.
func (h person) Beat(from string) error { h.Home.Beat(safety.Guard(from)); return nil }

// Dim takes a limit of the box.
func (h person) Dim(from string, d scenario.Dim) error {
	direction := safety.Importing
	if d.Export {
		direction = safety.Exporting
	}
	return h.Home.Dim(safety.Guard(from), direction, safety.Dim{Active: d.Active, Power: d.Power, Timed: d.Lasts > 0, Lasts: d.Lasts})
}

// Reset lifts a lock-out as the owner or the installer would.
func (h person) Reset(installer bool) error {
	if installer {
		return h.Home.Reset(safety.Installer)
	}
	return h.Home.Reset(safety.Resident)
}
