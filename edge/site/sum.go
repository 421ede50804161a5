package site

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func sum(devices []device, now time.Time) energy.Snapshot {
	out := energy.Snapshot{At: now}
	out.Grid = total(devices, Meter, func(s *energy.Snapshot) energy.Reading[energy.Watts] { return s.Grid })
	out.Inverter = total(devices, Generator|Storage, func(s *energy.Snapshot) energy.Reading[energy.Watts] { return s.Inverter })
	out.PV = total(devices, Generator, func(s *energy.Snapshot) energy.Reading[energy.Watts] { return s.PV })
	out.Battery = total(devices, Storage, func(s *energy.Snapshot) energy.Reading[energy.Watts] { return s.Battery })
	out.MaxCharge = total(devices, Storage, func(s *energy.Snapshot) energy.Reading[energy.Watts] { return s.MaxCharge })
	out.MaxDischarge = total(devices, Storage, func(s *energy.Snapshot) energy.Reading[energy.Watts] { return s.MaxDischarge })
	out.Capacity = total(devices, Storage, func(s *energy.Snapshot) energy.Reading[energy.WattHours] { return s.Capacity })
	out.Temperature = first(devices, Storage, func(s *energy.Snapshot) energy.Reading[energy.Celsius] { return s.Temperature })
	out.Voltage = first(devices, Meter|Generator|Storage, func(s *energy.Snapshot) energy.Reading[energy.Volts] { return s.Voltage })
	out.Frequency = first(devices, Meter|Generator|Storage, func(s *energy.Snapshot) energy.Reading[energy.Hertz] { return s.Frequency })
	out.CellMin = worst(devices, func(s *energy.Snapshot) energy.Reading[energy.Volts] { return s.CellMin }, func(a, b energy.Volts) bool { return a < b })
	out.CellMax = worst(devices, func(s *energy.Snapshot) energy.Reading[energy.Volts] { return s.CellMax }, func(a, b energy.Volts) bool { return a > b })
	out.Islanded = islanded(devices)
	for i := range out.Phases {
		out.Phases[i] = first(devices, Meter, func(s *energy.Snapshot) energy.Reading[energy.Amperes] { return s.Phases[i] })
	}
	out.SoC = charge(devices, out.Capacity)
	out.Load = out.Grid.Minus(out.Inverter)
	return out
}

// total is Missing where any device of the role has no part.
func total[T ~float64](devices []device, role Role, of func(*energy.Snapshot) energy.Reading[T]) energy.Reading[T] {
	var out energy.Reading[T]
	found := false
	for i := range devices {
		if devices[i].owes&role == 0 {
			continue
		}
		if part := of(&devices[i].held); found {
			out = out.Plus(part)
		} else {
			out, found = part, true
		}
	}
	return out
}

// first returns the first device's value, in the order given to New.
func first[T ~float64](devices []device, role Role, of func(*energy.Snapshot) energy.Reading[T]) energy.Reading[T] {
	var out energy.Reading[T]
	for i := range devices {
		if devices[i].owes&role == 0 {
			continue
		}
		part := of(&devices[i].held)
		if _, ok := part.Value(); ok {
			return part
		}
		if part.At().After(out.At()) {
			out = part
		}
	}
	return out
}

// islanded is that of the device that says so first, else of the first that tells.
func islanded(devices []device) energy.Reading[energy.Ratio] {
	of := func(s *energy.Snapshot) energy.Reading[energy.Ratio] { return s.Islanded }
	for i := range devices {
		if cut, ok := devices[i].held.Islanded.Value(); ok && cut >= 0.5 {
			return devices[i].held.Islanded
		}
	}
	return first(devices, Meter|Generator|Storage, of)
}

// worst returns the worst cell of all batteries; Missing where one that has told
// of its cells does so no more.
func worst(devices []device, of func(*energy.Snapshot) energy.Reading[energy.Volts], worse func(a, b energy.Volts) bool) energy.Reading[energy.Volts] {
	var out energy.Reading[energy.Volts]
	for i := range devices {
		part := of(&devices[i].held)
		value, ok := part.Value()
		if devices[i].owes&Storage == 0 || part.At().IsZero() {
			continue // this battery has no such reading
		}
		if !ok {
			return part
		}
		if held, some := out.Value(); !some || worse(value, held) {
			out = part
		}
	}
	return out
}

// charge is the energy left over the capacity; one battery alone needs no
// capacity to tell its own.
func charge(devices []device, capacity energy.Reading[energy.WattHours]) energy.Reading[energy.Ratio] {
	soc := func(s *energy.Snapshot) energy.Reading[energy.Ratio] { return s.SoC }
	whole, _ := capacity.Value()
	all := total(devices, Storage, soc)
	_, known := all.Value()
	var left energy.WattHours
	count := 0
	for i := range devices {
		if devices[i].owes&Storage != 0 {
			x, _ := devices[i].held.SoC.Value()
			c, _ := devices[i].held.Capacity.Value()
			left += energy.WattHours(x) * c
			count++
		}
	}
	if count <= 1 {
		return all
	}
	if _, ok := capacity.Value(); !ok || !known || whole <= 0 {
		return all.Lost()
	}
	out := energy.Read(energy.Ratio(left/whole), all.At())
	if all.Quality() == energy.Doubtful || capacity.Quality() == energy.Doubtful {
		return out.Doubt()
	}
	return out
}
