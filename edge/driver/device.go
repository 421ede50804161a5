package driver

import (
	"context"
	"errors"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/driver/internal/maker"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/measure"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/register"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/sunspec"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/wear"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// Device is one device, by SunSpec or by a vendor's map. It is not safe for
// concurrent use.
type Device struct {
	unit    *register.Unit
	options options
	book    *wear.Book
	models  *sunspec.Device // nil: by a vendor's map
	vendor  *regmap.Device  // nil: SunSpec alone

	role      Role
	nameplate Nameplate
	points    measure.Points
	polled    []*register.Block // read each time, in order of address

	control control // nil: the device takes no setpoint
	pv      *pv     // nil: it has none that can be held back
	kind    Trust   // by what is known of the model
	trust   Trust   // and of the way back
	proof   Proof   // by the effect of commands
	course  course  // of the battery's commands

	given  energy.Watts // what the battery is told, as far as PV may count on it
	lapses time.Time    // when that ends
}

// Identity returns what the device says it is.
func (d *Device) Identity() Identity { return d.unit.Identity }

// Role returns what the device is in the home.
func (d *Device) Role() Role { return d.role }

// Nameplate returns what the device said of itself at discovery.
func (d *Device) Nameplate() Nameplate { return d.nameplate }

// Models returns the ids of the SunSpec models found and known, sorted.
func (d *Device) Models() []uint16 {
	if d.models == nil {
		return nil
	}
	return d.models.Models()
}

// Map returns the vendor map that the device is opened by, with its pace and the
// connections it serves, and false where SunSpec alone is.
func (d *Device) Map() (*regmap.Device, bool) { return d.vendor, d.vendor != nil }

// Metered tells whether the device also reads the grid connection.
func (d *Device) Metered() bool { return len(d.points.Grid) > 0 }

// Controllable tells whether the device takes a setpoint now: see Trust.
func (d *Device) Controllable() bool { return d.Trust().Level == Controllable }

// Requests returns how many requests a Read sends.
func (d *Device) Requests() int {
	n := 0
	for _, b := range d.polled {
		n += b.Requests()
	}
	return n
}

// RequestsOf returns how many requests a Read of a device by that map sends at most.
func RequestsOf(m *regmap.Device) int { return maker.Requests(m) }

// Read takes all that changes and returns the device's part of its home's
// snapshot: a storage inverter's battery power is AC, a hybrid's is DC. The
// readings of a model that did not answer are Missing, and the errors say why;
// the others stand.
func (d *Device) Read(ctx context.Context) (part energy.Snapshot, err error) {
	var failed []error
	for _, b := range d.polled {
		if err := b.Poll(ctx); err != nil {
			failed = append(failed, err)
		}
	}
	d.points.Read(&part)
	return part, errors.Join(failed...)
}
