package sunspec

import (
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/measure"
)

// Points are where the device's values stand.
func (d *Device) Points() measure.Points {
	p := measure.Points{Island: d.island()}
	if d.role.Stores() {
		d.bindBattery(&p)
	}
	if m := d.any(meterModels); m != 0 {
		d.bindMeter(&p, m)
	}
	inverter := d.any(inverterModels)
	switch d.role {
	case measure.Hybrid:
		d.bindInverter(&p, inverter)
		p.Temperature = d.from(inverter, "TmpCab")
	case measure.PV:
		d.bindInverter(&p, inverter)
		p.PV = d.from(inverter, "W")
	case measure.Storage:
		p.AC, p.Battery, p.Temperature = d.from(701, "W"), d.from(701, "W"), d.from(714, "Prt.Tmp")
		p.Voltage, p.Frequency = d.from(701, "LNV"), d.from(701, "Hz")
	}
	return p
}

// bindMeter finds what tells of the grid connection. A meter's currents are
// magnitudes with some makers, so that power gives them their direction.
func (d *Device) bindMeter(p *measure.Points, m uint16) {
	p.Grid, p.Voltage, p.Frequency = d.from(m, "W"), d.from(m, "PhV", "PhVphA"), d.from(m, "Hz")
	for i, name := range []string{"A", "B", "C"} {
		p.Phases[i] = measure.Phase{Amps: d.from(m, "Aph"+name), Watts: d.from(m, "Wph"+name), Volts: d.from(m, "PhVph"+name)}
	}
}

// bindInverter finds what tells of an inverter with PV. A battery behind two
// inputs of its own tells its power by them.
func (d *Device) bindInverter(p *measure.Points, m uint16) {
	inputs := d.modules()
	p.AC, p.Battery = d.from(m, "W"), d.from(802, "W")
	p.Voltage, p.Frequency = d.from(m, "PhVphA"), d.from(m, "Hz")
	p.PV = measure.Sum(inputs.pv, nil)
	if !d.has(802) && inputs.stores() {
		p.Battery = measure.Sum(inputs.discharge, inputs.charge)
	}
}

// bindBattery finds what tells of the battery. The state of charge is that of
// model 802, else of 713, and of 124 where the device has neither; a power
// limit is that of 802, else of 702, else of 120, or WChaMax of 124, which Fronius
// documents as the reference of both directions. A model further down is not even
// polled where a better one is there.
func (d *Device) bindBattery(p *measure.Points) {
	p.Charges = []measure.Charge{
		{Level: d.find(802, "SoC"), Proof: d.find(802, "WHRtg")},
		{Level: d.find(713, "SoC"), Proof: d.find(713, "WHRtg")},
	}
	p.Capacity = append(d.from(802, "WHRtg"), d.from(713, "WHRtg")...)
	if !d.has(802) && !d.has(713) {
		p.Charges = []measure.Charge{{Level: d.find(124, "ChaState"), Proof: d.find(124, "WChaMax")}}
		p.Capacity = d.from(120, "WHRtg")
	}
	p.Volts, p.Takes.Amps, p.Gives.Amps = d.from(802, "V"), d.from(802, "AChaMax"), d.from(802, "ADisChaMax")
	p.CellMin, p.CellMax = d.cells("CellVMin"), d.cells("CellVMax")
	switch {
	case d.has(802):
		p.Takes.Rating, p.Gives.Rating = d.from(802, "WChaRteMax"), d.from(802, "WDisChaRteMax")
	case d.has(702):
		p.Takes.Rating = d.from(702, "WChaRteMax", "WChaRteMaxRtg")
		p.Gives.Rating = d.from(702, "WDisChaRteMax", "WDisChaRteMaxRtg")
	default:
		p.Takes.Rating = append(d.from(120, "MaxChaRte"), d.from(124, "WChaMax")...)
		p.Gives.Rating = append(d.from(120, "MaxDisChaRte"), d.from(124, "WChaMax")...)
	}
}

// cells returns where a cell voltage stands: for the whole battery in model 802,
// else for each string in 803.
func (d *Device) cells(name string) measure.Sources {
	if p := d.find(802, name); p.Known() {
		return measure.From(p)
	}
	p := d.find(803, "Str"+name)
	if !p.Known() {
		return nil
	}
	var out measure.Sources
	for i := range p.Block.Repeats() {
		out = append(out, measure.From(p.Repeat(i))...)
	}
	return out
}
