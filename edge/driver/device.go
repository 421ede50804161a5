package driver

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
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

// Identity is what a device says it is (SunSpec model 1, or the points model,
// version and serial of a vendor's map).
type Identity struct {
	Maker, Model, Version, Serial string
}

// Device is one device, by SunSpec or by a vendor's map. It is not safe for
// concurrent use.
type Device struct {
	bus      Registers
	unit     uint8
	other    uint8 // the unit of the map's points with unit=other, 0 for none
	clock    func() time.Time
	options  options
	blocks   map[uint16]*block // SunSpec models by id
	spans    []*block          // of a vendor's map
	vendor   *regmap.Device    // nil: SunSpec alone
	polled   []*block          // read each time, in order of address
	identity Identity
	role     Role
	points   points
	control  control      // nil: the device takes no setpoint
	limit    *limit       // nil: its PV cannot be curtailed
	trust    Trust        // by what is known of the model
	proof    Proof        // by the effect of commands
	kept     Proof        // by their registers
	command  Command      // how far they have come
	given    energy.Watts // what the battery is told, as far as PV may count on it
	lapses   time.Time    // when that ends

	nameplate Nameplate
}

// Identity returns what the device says it is.
func (d *Device) Identity() Identity { return d.identity }

// Role returns what the device is in the home.
func (d *Device) Role() Role { return d.role }

// Models returns the ids of the models found and known, sorted.
func (d *Device) Models() []uint16 { return slices.Sorted(maps.Keys(d.blocks)) }

// Map returns the vendor map that the device is opened by, with its pace and the
// connections it serves, and false where SunSpec alone is.
func (d *Device) Map() (*regmap.Device, bool) { return d.vendor, d.vendor != nil }

// Metered tells whether the device also reads the grid connection.
func (d *Device) Metered() bool { return len(d.points.grid) > 0 }

// Controllable tells whether the device takes a setpoint now: see Trust.
func (d *Device) Controllable() bool { return d.Trust().Level == Controllable }

// bind finds the role and the points that matter to it. Nameplates and
// settings are read at discovery only, unless a point stands in them.
func (d *Device) bind() {
	d.role = d.roleOf()
	d.points = d.pointsOf(d.role)
	d.remember()
	d.polled = d.points.blocks()
	d.control = d.controlOf()
	d.limit = d.limitOf()
}

// Requests returns how many requests a Read sends.
func (d *Device) Requests() int {
	n := 0
	for _, b := range d.polled {
		n += (len(b.words) + maxRead - 1) / maxRead
	}
	return n
}

// roleOf tells the role by the models: a device with an old inverter model is
// storage only where model 713 says so, and a hybrid where 124 comes with a
// battery behind it, in 802 or as inputs of 160.
func (d *Device) roleOf() Role {
	inverter := d.any(inverterModels) != 0
	switch {
	case inverter && d.has(124) && (d.has(802) || d.modulesOf().stores()):
		return Hybrid
	case d.has(701) && d.has(713):
		return Storage
	case inverter:
		return PV
	case d.has(701) && (d.has(802) || d.has(124)):
		return Storage
	case d.any(meterModels) != 0:
		return Meter
	}
	return NoRole
}

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
		b.news = b.fresh
	}
	return d.snapshot(), errors.Join(failed...)
}
