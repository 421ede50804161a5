package maker

import (
	"context"
	"slices"

	"github.com/hearthgrid/hearthgrid/edge/driver/internal/measure"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/register"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// Device is a device by a maker's map. It is not safe for concurrent use.
type Device struct {
	unit   *register.Unit
	vendor *regmap.Device
	blocks []*register.Block // of what is read each time
	plate  measure.Nameplate
}

// Open reads the identity, which the unit then bears, finds the other unit of a map that
// has points there, and reads the name plate. What the device refuses to tell stays
// untold.
func Open(ctx context.Context, u *register.Unit, m *regmap.Device) (*Device, error) {
	d := &Device{unit: u, vendor: m}
	for _, step := range []func(context.Context) error{d.identify, d.seekOther} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	d.bind()
	if err := d.rate(ctx); err != nil {
		return nil, err
	}
	return d, nil
}

// roles are the roles as maps write them.
var roles = map[string]measure.Role{"meter": measure.Meter, "pv": measure.PV, "storage": measure.Storage, "hybrid": measure.Hybrid}

// Role is what the device is in the home.
func (d *Device) Role() measure.Role { return roles[d.vendor.Role] }

// Nameplate is what the device said of itself when it was opened.
func (d *Device) Nameplate() measure.Nameplate { return d.plate }

func (d *Device) identify(ctx context.Context) error {
	var blocks []*register.Block
	for _, s := range d.vendor.Plan("model", "version", "serial") {
		b := d.unit.Span(s)
		if err := b.Read(ctx); err != nil && !register.Refused(err) {
			return err
		}
		blocks = append(blocks, b)
	}
	told := func(name string) string { return register.Seat(d.vendor, name, blocks).Words() }
	d.unit.Identity = register.Identity{Maker: d.vendor.Maker, Model: told("model"), Version: told("version"), Serial: told("serial")}
	return nil
}

// seekOther finds the unit of the map's points with unit=other: the first that has
// them. Where there is none the device is read all the same.
func (d *Device) seekOther(ctx context.Context) error {
	i := slices.IndexFunc(d.vendor.Points(), func(p regmap.Point) bool { return p.Elsewhere() && p.Readable() })
	if i < 0 {
		return nil
	}
	spans := d.vendor.Plan(d.vendor.Points()[i].Name())
	for _, d.unit.Other = range d.vendor.Others {
		for _, s := range spans {
			if d.unit.Span(s).Read(ctx) == nil {
				return nil
			}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	d.unit.Other = 0
	return nil
}
