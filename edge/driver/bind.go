package driver

import (
	"context"
	"fmt"
	"slices"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// roles are the roles as maps write them.
var roles = map[string]Role{"meter": Meter, "pv": PV, "storage": Storage, "hybrid": Hybrid}

// measured are the names by which a map's points are read each time.
var measured = []string{
	"grid", "grid_import", "grid_export", "ac", "dc", "battery", "charge", "discharge",
	"pv", "pv1", "pv2", "pv3", "pv4", "pv5", "pv6", "pv7", "pv8", "soc", "capacity", "max_charge", "max_discharge",
	"charge_amps", "discharge_amps", "battery_volts", "temperature", "hertz", "cell_min", "cell_max",
	"watts1", "watts2", "watts3", "amps1", "amps2", "amps3", "volts1", "volts2", "volts3", "rated",
}

// bindVendor finds the points that matter among those of the map.
func (d *Device) bindVendor(context.Context) error {
	for _, s := range d.vendor.Plan(append(slices.Clone(measured), d.vendor.Island.Point)...) {
		d.spans = append(d.spans, newSpan(s))
	}
	d.role = roles[d.vendor.Role]
	d.points = d.pointsOfVendor()
	d.remember()
	d.polled = d.points.blocks()
	d.control = newProgram(d)
	if c := newCut(d); c != nil {
		d.limit = &limit{maker: c}
	}
	return nil
}

// named returns the point of that name, which is not there where the map lacks it.
func (d *Device) named(name string) point { return seat(d.vendor, name, d.spans) }

// several returns the points name1 to nameN that the map has.
func (d *Device) several(name string, n int) []point {
	var out []point
	for i := range n {
		if p := d.named(fmt.Sprintf("%s%d", name, i+1)); p.known {
			out = append(out, p)
		}
	}
	return out
}

func (d *Device) pointsOfVendor() points {
	one := func(name string) sources { return from(d.named(name)) }
	watts, volts, battery := d.several("watts", 3), d.several("volts", 3), d.named("battery")
	p := points{
		ac: one("ac"), capacity: one("capacity"), temperature: one("temperature"), hertz: one("hertz"),
		volts:   one("battery_volts"),
		takes:   bound{amps: one("charge_amps"), rating: one("max_charge")},
		gives:   bound{amps: one("discharge_amps"), rating: one("max_discharge")},
		cellMin: one("cell_min"), cellMax: one("cell_max"),
		grid:    first(one("grid"), d.less("grid_export", "grid_import"), sum(watts, nil, 0)),
		battery: first(from(battery), d.less("discharge", "charge")),
		pv:      first(one("pv"), inputs(d.several("pv", 8)), d.less("dc", "battery")),
		voltage: sum(volts, nil, float64(len(volts))),
		island:  island{says: d.named(d.vendor.Island.Point), means: &d.vendor.Island},
		charges: []charge{{d.named("soc"), d.named("capacity")}},
	}
	for i := range p.phases {
		amps := d.named(fmt.Sprintf("amps%d", i+1))
		p.phases[i] = phase{
			amps: from(amps), signed: amps.known && amps.at.Directed(),
			watts: one(fmt.Sprintf("watts%d", i+1)), volts: one(fmt.Sprintf("volts%d", i+1)),
		}
	}
	return p
}

// less is the first of two named points less the second.
func (d *Device) less(more, less string) sources {
	return sum([]point{d.named(more)}, []point{d.named(less)}, 0)
}

// first returns the first of the sources that the map has at all.
func first(all ...sources) sources {
	for _, s := range all {
		if len(s) > 0 {
			return s
		}
	}
	return nil
}

// rateVendor reads the name plate, once. What the device refuses tells nothing;
// silence is an error, for a rating may bind.
func (d *Device) rateVendor(ctx context.Context) error {
	for _, name := range []string{"max_charge", "max_discharge", "rated"} {
		if p := d.named(name); p.known && !p.block.fresh {
			if err := p.block.read(ctx, d); err != nil && !refused(err) {
				return err
			}
		}
	}
	d.nameplate = Nameplate{
		MaxCharge:    lowest[energy.Watts](from(d.named("max_charge"))),
		MaxDischarge: lowest[energy.Watts](from(d.named("max_discharge"))),
		Power:        lowest[energy.Watts](from(d.named("rated"))),
	}
	return nil
}
