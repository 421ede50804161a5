package driver

import (
	"math"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// snapshot is the device's part of its home's.
func (d *Device) snapshot() energy.Snapshot {
	p := &d.points
	s := energy.Snapshot{
		Grid: read[energy.Watts](p.grid), Inverter: read[energy.Watts](p.ac),
		Battery: read[energy.Watts](p.battery), PV: read[energy.Watts](p.pv),
		SoC: stateOfCharge(p.charges), Capacity: read[energy.WattHours](p.capacity),
		MaxCharge: p.takes.most(p.volts), MaxDischarge: p.gives.most(p.volts),
		Temperature: read[energy.Celsius](p.temperature),
		Voltage:     read[energy.Volts](p.voltage), Frequency: read[energy.Hertz](p.hertz),
		Islanded: p.island.read(),
		CellMin:  highest[energy.Volts](p.cellMin, -1), CellMax: highest[energy.Volts](p.cellMax, 1),
	}
	for i := range p.phases {
		s.Phases[i] = p.phases[i].current()
	}
	return s
}

// current is the phase's current, positive in export: of the meter's current and
// the direction of its power, or of power over voltage where it tells no current.
func (f *phase) current() energy.Reading[energy.Amperes] {
	if len(f.amps) == 0 && len(f.watts) == 0 {
		return energy.Reading[energy.Amperes]{}
	}
	amps, watts := read[energy.Amperes](f.amps), read[energy.Watts](f.watts)
	a, measured := amps.Value()
	w, directed := watts.Value()
	switch v, ok := read[energy.Volts](f.volts).Value(); {
	case measured && f.signed:
		return amps
	case measured && directed:
		return energy.Read(energy.Amperes(math.Copysign(float64(a), float64(w))), amps.At())
	case len(f.amps) == 0 && directed && ok && v > 0:
		return energy.Read(energy.Amperes(float64(w)/float64(v)), watts.At())
	}
	return energy.Reading[energy.Amperes]{}
}
