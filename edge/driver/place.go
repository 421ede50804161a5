package driver

import (
	"context"
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/driver/internal/maker"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/measure"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/register"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/sunspec"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/wear"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// place is where a device is looked for, and what is known of it before.
type place struct {
	bus     Registers
	unit    uint8
	clock   func() time.Time
	options options
}

// at is what answers there, of which nothing is known yet.
func (p place) at() *register.Unit { return &register.Unit{Bus: p.bus, ID: p.unit, Clock: p.clock} }

// openSunSpec opens what answers by its list of models. m is the map that says how far to
// trust it, nil for none.
func (p place) openSunSpec(ctx context.Context, m *regmap.Device) (*Device, error) {
	u := p.at()
	by, err := sunspec.Open(ctx, u)
	if err != nil {
		return nil, err
	}
	d := p.device(u, by)
	d.models, d.vendor = by, m
	d.commandSunSpec(by)
	d.judge()
	return d, nil
}

// openVendor opens what answers by its maker's map.
func (p place) openVendor(ctx context.Context, m *regmap.Device) (*Device, error) {
	u := p.at()
	by, err := maker.Open(ctx, u, m)
	if err != nil {
		return nil, fmt.Errorf("open unit %d as %s: %w", p.unit, m.Name, err)
	}
	d := p.device(u, by)
	d.vendor = m
	d.commandVendor(by)
	d.judge()
	return d, nil
}

// found is a device by its models, or by its maker's map.
type found interface {
	Role() measure.Role
	Nameplate() measure.Nameplate
	Points() measure.Points
}

// device is what was found, as one that is read.
func (p place) device(u *register.Unit, by found) *Device {
	d := &Device{
		unit: u, options: p.options, course: course{unit: u},
		book: &wear.Book{Device: u.Key(), Ledger: p.options.ledger, Clock: p.clock},
		role: by.Role(), nameplate: by.Nameplate(), points: by.Points(),
	}
	d.points.Takes.Agreed, d.points.Gives.Agreed = p.options.rating, p.options.rating
	d.remember()
	d.polled = d.points.Blocks()
	return d
}

// commandSunSpec finds what commands the battery, model 704 before 124, and PV.
func (d *Device) commandSunSpec(by *sunspec.Device) {
	if c := by.Control704(&d.course); c != nil {
		d.control = c
	} else if c := by.Control124(&d.course); c != nil {
		d.control = c
	}
	sun := &pv{unit: d.unit, most: briefly}
	if c := by.Limit(sun, d.book.Loans()); c != nil {
		sun.curb, sun.stays, d.pv = c, c, sun
	}
}

// commandVendor finds the steps of the map for the battery, and those for PV.
func (d *Device) commandVendor(by *maker.Device) {
	if c := by.Program(&programCourse{&d.course}, d.book); c != nil {
		d.control, d.course.blind = c, c.Blind()
	}
	sun := &pv{unit: d.unit}
	if c := by.Cut(sun, d.book, d.book.Loans()); c != nil {
		sun.curb, sun.most, d.pv = c, patience(c.Budget()), sun
	}
}
