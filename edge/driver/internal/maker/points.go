package maker

import (
	"fmt"
	"slices"

	"github.com/hearthgrid/hearthgrid/edge/driver/internal/measure"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/register"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// measured are the names by which a map's points are read each time.
var measured = []string{
	"grid", "grid_import", "grid_export", "ac", "dc", "battery", "charge", "discharge",
	"pv", "pv1", "pv2", "pv3", "pv4", "pv5", "pv6", "pv7", "pv8", "soc", "capacity", "max_charge", "max_discharge",
	"charge_amps", "discharge_amps", "battery_volts", "temperature", "hertz", "cell_min", "cell_max",
	"watts1", "watts2", "watts3", "amps1", "amps2", "amps3", "volts1", "volts2", "volts3", "rated",
}

// Requests is how many requests it takes to read a device by the map once.
func Requests(m *regmap.Device) int {
	n := 0
	for _, s := range plan(m) {
		n += (s.Words + register.MaxRead - 1) / register.MaxRead
	}
	return n
}

// plan are the spans that are read each time.
func plan(m *regmap.Device) []regmap.Span {
	return m.Plan(append(slices.Clone(measured), m.Island.Point)...)
}

// bind lays out the blocks that hold the points.
func (d *Device) bind() {
	for _, s := range plan(d.vendor) {
		d.blocks = append(d.blocks, d.unit.Span(s))
	}
}

// named returns the point of that name, which is not there where the map lacks it.
func (d *Device) named(name string) register.Point { return register.Seat(d.vendor, name, d.blocks) }

// several returns the points name1 to nameN that the map has.
func (d *Device) several(name string, n int) []register.Point {
	var out []register.Point
	for i := range n {
		if p := d.named(fmt.Sprintf("%s%d", name, i+1)); p.Known() {
			out = append(out, p)
		}
	}
	return out
}

// one is the point of that name as the source of a value.
func (d *Device) one(name string) measure.Sources { return measure.From(d.named(name)) }

// less is the first of two named points less the second.
func (d *Device) less(more, less string) measure.Sources {
	return measure.Sum([]register.Point{d.named(more)}, []register.Point{d.named(less)})
}

// Points are where the device's values stand.
func (d *Device) Points() measure.Points {
	p := measure.Points{
		AC: d.one("ac"), Capacity: d.one("capacity"), Temperature: d.one("temperature"), Frequency: d.one("hertz"),
		Volts:   d.one("battery_volts"),
		Takes:   measure.Bound{Amps: d.one("charge_amps"), Rating: d.one("max_charge")},
		Gives:   measure.Bound{Amps: d.one("discharge_amps"), Rating: d.one("max_discharge")},
		CellMin: d.one("cell_min"), CellMax: d.one("cell_max"),
		Grid:    measure.First(d.one("grid"), d.less("grid_export", "grid_import"), measure.Sum(d.several("watts", 3), nil)),
		Battery: measure.First(d.one("battery"), d.less("discharge", "charge")),
		PV:      measure.First(d.one("pv"), measure.Inputs(d.several("pv", 8)), d.less("dc", "battery")),
		Voltage: measure.Mean(d.several("volts", 3)),
		Charges: []measure.Charge{{Level: d.named("soc"), Proof: d.named("capacity")}},
		Island:  d.island(),
	}
	for i := range p.Phases {
		amps := d.named(fmt.Sprintf("amps%d", i+1))
		p.Phases[i] = measure.Phase{
			Amps: measure.From(amps), Signed: amps.Known() && amps.At.Directed(),
			Watts: d.one(fmt.Sprintf("watts%d", i+1)), Volts: d.one(fmt.Sprintf("volts%d", i+1)),
		}
	}
	return p
}
