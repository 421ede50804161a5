package sunspec

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/hearthgrid/hearthgrid/edge/driver/internal/measure"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/register"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Device is a device by its models. It is not safe for concurrent use.
type Device struct {
	unit   *register.Unit
	blocks map[uint16]*register.Block // models by id
	role   measure.Role
	plate  measure.Nameplate
}

// Open reads the list of models, the identity, which the unit then bears, and the name
// plates. NotFound means that something answered and has no such list, Unsupported that
// it has no model we know a use for, Corrupt that its list cannot be.
func Open(ctx context.Context, u *register.Unit) (*Device, error) {
	d := &Device{unit: u, blocks: map[uint16]*register.Block{}}
	for _, step := range []func(context.Context) error{d.list, d.identify, d.inputs} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	if d.role = d.roleOf(); d.role == measure.NoRole {
		return nil, d.fault(fault.Unsupported, fmt.Errorf("no inverter, storage or meter model among %v", d.Models()))
	}
	if err := d.rate(ctx); err != nil {
		return nil, err
	}
	return d, nil
}

// Role is what the device is in the home.
func (d *Device) Role() measure.Role { return d.role }

// Nameplate is what the device said of itself at discovery.
func (d *Device) Nameplate() measure.Nameplate { return d.plate }

// Models returns the ids of the models found and known, sorted.
func (d *Device) Models() []uint16 { return slices.Sorted(maps.Keys(d.blocks)) }

func (d *Device) has(model uint16) bool { return d.blocks[model] != nil }

// find returns the named point, which is not there where the device lacks the
// model or our map lacks the name.
func (d *Device) find(model uint16, name string) register.Point {
	b, ok := d.blocks[model]
	if !ok {
		return register.Point{}
	}
	return b.Point(name)
}

// those returns those of the named points of one model that the device has.
func (d *Device) those(model uint16, names ...string) []register.Point {
	var out []register.Point
	for _, name := range names {
		if p := d.find(model, name); p.Known() {
			out = append(out, p)
		}
	}
	return out
}

// from is those as sources of one value.
func (d *Device) from(model uint16, names ...string) measure.Sources {
	return measure.From(d.those(model, names...)...)
}

// fault is an error of the search, before anything is known of the device.
func (d *Device) fault(kind fault.Kind, err error) error {
	return &fault.Error{Op: "discover", Kind: kind, Subject: fmt.Sprintf("unit %d", d.unit.ID), Hint: "check the unit id and that SunSpec is on in the device's menu", Err: err}
}

// silent is an error of the search by a request that was not answered.
func (d *Device) silent(err error) error { return fmt.Errorf("discover unit %d: %w", d.unit.ID, err) }
