package driver

import "github.com/hearthgrid/hearthgrid/shared/energy"

// snapshot is the device's part of its home's.
func (d *Device) snapshot() energy.Snapshot {
	p := &d.points
	s := energy.Snapshot{
		Battery: read[energy.Watts](p.battery, 1), PV: d.pv(),
		SoC: stateOfCharge(p.charges), Capacity: read[energy.WattHours](p.capacity, 1),
		MaxCharge: p.most(p.chargeAmps, p.chargeRating), MaxDischarge: p.most(p.disAmps, p.dischargeRating),
		Temperature: read[energy.Celsius](p.temperature, 1),
		Voltage:     read[energy.Volts](p.voltage, 1), Frequency: read[energy.Hertz](p.hertz, 1),
	}
	if d.role == Meter {
		s.Grid = read[energy.Watts](p.ac, 1)
	} else {
		s.Inverter = read[energy.Watts](p.ac, 1)
	}
	return s
}

// most is the power the battery takes or gives now: its rating, and less where
// its own current limit is lower. Without a rating nothing is known.
func (p *points) most(amps, rating sources) energy.Reading[energy.Watts] {
	watts := read[energy.Watts](rating, 1)
	most, ok := watts.Value()
	a, limited := read[energy.Amperes](amps, 1).Value()
	v, measured := read[energy.Volts](p.volts, 1).Value()
	if !ok || !limited || !measured {
		return watts
	}
	return energy.Read(min(most, energy.Watts(float64(a)*float64(v))), watts.At())
}

// pv is the PV's power: the AC power of an inverter that has nothing else, or
// the sum of a hybrid's inputs.
func (d *Device) pv() energy.Reading[energy.Watts] {
	if d.role != Hybrid || len(d.points.pv) == 0 {
		return read[energy.Watts](d.points.pv, 1)
	}
	input := d.points.pv[0]
	b := input.block
	if !b.fresh {
		return energy.Reading[energy.Watts]{}
	}
	var sum float64
	for i := range b.model.Repeats(len(b.words) - header) {
		v, ok := input.at.At(i).Decode(b.words)
		if !ok {
			return energy.Reading[energy.Watts]{}
		}
		sum += v
	}
	return energy.Read(energy.Watts(sum), b.at)
}
