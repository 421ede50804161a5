package driver

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Role is what a device is in the home.
type Role uint8

// The roles.
const (
	NoRole  Role = iota
	Meter        // at the grid connection
	PV           // inverter of PV alone
	Storage      // inverter of a battery alone
	Hybrid       // one inverter for PV and battery
)

// Identity is what a device says it is (SunSpec model 1).
type Identity struct {
	Maker, Model, Version, Serial string
}

// Device is one SunSpec device. It is not safe for concurrent use.
type Device struct {
	bus      Registers
	unit     uint8
	clock    func() time.Time
	blocks   map[uint16]*block
	polled   []*block // read each time, in order of address
	identity Identity
	role     Role
	points   points
	control  control // nil: the device takes no setpoint

	nameplate Nameplate
}

// Identity returns what the device says it is.
func (d *Device) Identity() Identity { return d.identity }

// Role returns what the device is in the home.
func (d *Device) Role() Role { return d.role }

// Models returns the ids of the models found and known, sorted.
func (d *Device) Models() []uint16 { return slices.Sorted(maps.Keys(d.blocks)) }

// Controllable tells whether the device takes a setpoint.
func (d *Device) Controllable() bool { return d.control != nil }

// bind finds the role and the points that matter to it. Nameplates and
// settings are read at discovery only, unless a point stands in them.
func (d *Device) bind() {
	d.role = d.roleOf()
	d.points = d.pointsOf(d.role)
	d.polled = d.points.blocks()
	d.control = d.controlOf()
}

// roleOf tells the role by the models: a device with the old inverter model
// 103 is storage only where model 713 says so.
func (d *Device) roleOf() Role {
	switch {
	case d.has(203):
		return Meter
	case d.has(103) && d.has(124) && d.has(802):
		return Hybrid
	case d.has(701) && d.has(713):
		return Storage
	case d.has(103):
		return PV
	case d.has(701) && (d.has(802) || d.has(124)):
		return Storage
	}
	return NoRole
}

func (d *Device) has(model uint16) bool { return d.blocks[model] != nil }

// Read takes all that changes and returns the device's part of its home's
// snapshot: a storage inverter's battery power is AC, a hybrid's is DC. The
// readings of a model that did not answer are Missing, and the errors say why;
// the others stand.
func (d *Device) Read(ctx context.Context) (energy.Snapshot, error) {
	var failed []error
	for _, b := range d.polled {
		if err := b.read(ctx, d); err != nil {
			failed = append(failed, err)
		}
	}
	return d.snapshot(), errors.Join(failed...)
}
