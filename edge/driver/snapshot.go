package driver

import "github.com/hearthgrid/hearthgrid/shared/energy"

// points are the values a role is read from.
type points struct {
	ac, battery, pv               point
	soc, capacity                 point
	volts, chargeAmps, disAmps    point // the battery's own limits of now
	chargeRating, dischargeRating point
	temperature, voltage, hertz   point
}

func (d *Device) pointsOf(role Role) points {
	p := points{
		soc: d.find(802, "SoC"), capacity: d.find(802, "WHRtg"), volts: d.find(802, "V"),
		chargeAmps: d.find(802, "AChaMax"), disAmps: d.find(802, "ADisChaMax"),
		chargeRating: d.find(802, "WChaRteMax"), dischargeRating: d.find(802, "WDisChaRteMax"),
	}
	switch role {
	case Meter:
		p.ac, p.voltage, p.hertz = d.find(203, "W"), d.find(203, "PhV"), d.find(203, "Hz")
	case Hybrid:
		p.ac, p.battery, p.pv = d.find(103, "W"), d.find(802, "W"), d.find(160, "DCW")
		p.voltage, p.hertz, p.temperature = d.find(103, "PhVphA"), d.find(103, "Hz"), d.find(103, "TmpCab")
	case Storage:
		p.ac, p.battery, p.temperature = d.find(701, "W"), d.find(701, "W"), d.find(714, "Prt.Tmp")
		p.voltage, p.hertz = d.find(701, "LNV"), d.find(701, "Hz")
	case PV:
		p.ac, p.pv = d.find(103, "W"), d.find(103, "W")
		p.voltage, p.hertz = d.find(103, "PhVphA"), d.find(103, "Hz")
	}
	return p
}

// snapshot is the device's part of its home's.
func (d *Device) snapshot() energy.Snapshot {
	p := &d.points
	s := energy.Snapshot{
		Battery: reading[energy.Watts](p.battery, 1), PV: d.pv(),
		SoC: reading[energy.Ratio](p.soc, 0.01), Capacity: reading[energy.WattHours](p.capacity, 1),
		MaxCharge: p.most(p.chargeAmps, p.chargeRating), MaxDischarge: p.most(p.disAmps, p.dischargeRating),
		Temperature: reading[energy.Celsius](p.temperature, 1),
		Voltage:     reading[energy.Volts](p.voltage, 1), Frequency: reading[energy.Hertz](p.hertz, 1),
	}
	if d.role == Meter {
		s.Grid = reading[energy.Watts](p.ac, 1)
	} else {
		s.Inverter = reading[energy.Watts](p.ac, 1)
	}
	return s
}

// most is the power the battery takes or gives now: its rating, and less where
// its own current limit is lower. Without a rating nothing is known.
func (p *points) most(amps, rating point) energy.Reading[energy.Watts] {
	watts := reading[energy.Watts](rating, 1)
	most, ok := watts.Value()
	a, limited := amps.value()
	v, measured := p.volts.value()
	if !ok || !limited || !measured {
		return watts
	}
	return energy.Read(min(most, energy.Watts(a*v)), watts.At())
}

// pv is the PV's power: the AC power of an inverter that has nothing else, or
// the sum of a hybrid's inputs.
func (d *Device) pv() energy.Reading[energy.Watts] {
	if d.role != Hybrid {
		return reading[energy.Watts](d.points.pv, 1)
	}
	b := d.points.pv.block
	if b == nil || !b.fresh {
		return energy.Reading[energy.Watts]{}
	}
	var sum float64
	inputs := b.model.Repeats(len(b.words) - header)
	for i := range inputs {
		v, ok := d.points.pv.at.At(i).Decode(b.words)
		if !ok {
			return energy.Reading[energy.Watts]{}
		}
		sum += v
	}
	return energy.Read(energy.Watts(sum), b.at)
}
