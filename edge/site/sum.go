package site

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func sum(devices []device, now time.Time) (out energy.Snapshot) {
	out.At = now
	total(&out.Grid, devices, Meter, func(s *energy.Snapshot) *energy.Reading[energy.Watts] { return &s.Grid })
	total(&out.Inverter, devices, Generator|Storage, func(s *energy.Snapshot) *energy.Reading[energy.Watts] { return &s.Inverter })
	total(&out.PV, devices, Generator, func(s *energy.Snapshot) *energy.Reading[energy.Watts] { return &s.PV })
	total(&out.Battery, devices, Storage, func(s *energy.Snapshot) *energy.Reading[energy.Watts] { return &s.Battery })
	total(&out.MaxCharge, devices, Storage, func(s *energy.Snapshot) *energy.Reading[energy.Watts] { return &s.MaxCharge })
	total(&out.MaxDischarge, devices, Storage, func(s *energy.Snapshot) *energy.Reading[energy.Watts] { return &s.MaxDischarge })
	total(&out.Capacity, devices, Storage, func(s *energy.Snapshot) *energy.Reading[energy.WattHours] { return &s.Capacity })
	first(&out.Temperature, devices, Storage, func(s *energy.Snapshot) *energy.Reading[energy.Celsius] { return &s.Temperature })
	first(&out.Voltage, devices, Meter|Generator|Storage, func(s *energy.Snapshot) *energy.Reading[energy.Volts] { return &s.Voltage })
	first(&out.Frequency, devices, Meter|Generator|Storage, func(s *energy.Snapshot) *energy.Reading[energy.Hertz] { return &s.Frequency })
	worst(&out.CellMin, devices, func(s *energy.Snapshot) *energy.Reading[energy.Volts] { return &s.CellMin }, func(a, b energy.Volts) bool { return a < b })
	worst(&out.CellMax, devices, func(s *energy.Snapshot) *energy.Reading[energy.Volts] { return &s.CellMax }, func(a, b energy.Volts) bool { return a > b })
	islanded(&out.Islanded, devices)
	for i := range out.Phases {
		first(&out.Phases[i], devices, Meter, func(s *energy.Snapshot) *energy.Reading[energy.Amperes] { return &s.Phases[i] })
	}
	out.SoC = charge(devices, out.Capacity)
	out.Load = out.Grid.Minus(out.Inverter)
	return out
}

// total fills out, which is empty: Missing where any device of the role has no part.
func total[T ~float64](out *energy.Reading[T], devices []device, role Role, of func(*energy.Snapshot) *energy.Reading[T]) {
	found := false
	for i := range devices {
		if devices[i].owes&role == 0 {
			continue
		}
		if part := of(&devices[i].held); found {
			*out = out.Plus(*part)
		} else {
			*out, found = *part, true
		}
	}
}

// first fills out, which is empty, with the first device's value, in the order given to
// New.
func first[T ~float64](out *energy.Reading[T], devices []device, role Role, of func(*energy.Snapshot) *energy.Reading[T]) {
	for i := range devices {
		if devices[i].owes&role == 0 {
			continue
		}
		part := of(&devices[i].held)
		if part.Quality() != energy.Missing {
			*out = *part
			return
		}
		if part.At().After(out.At()) {
			*out = *part
		}
	}
}

// islanded fills out with that of the device that says so first, else of the first that
// tells.
func islanded(out *energy.Reading[energy.Ratio], devices []device) {
	for i := range devices {
		if cut, ok := devices[i].held.Islanded.Value(); ok && cut >= 0.5 {
			*out = devices[i].held.Islanded
			return
		}
	}
	first(out, devices, Meter|Generator|Storage, func(s *energy.Snapshot) *energy.Reading[energy.Ratio] { return &s.Islanded })
}

// worst fills out, which is empty, with the worst cell of all batteries; Missing where
// one that has told of its cells does so no more.
func worst(out *energy.Reading[energy.Volts], devices []device, of func(*energy.Snapshot) *energy.Reading[energy.Volts], worse func(a, b energy.Volts) bool) {
	for i := range devices {
		part := of(&devices[i].held)
		value, ok := part.Value()
		if devices[i].owes&Storage == 0 || part.At().IsZero() {
			continue // this battery has no such reading
		}
		if !ok {
			*out = *part
			return
		}
		if held, some := out.Value(); !some || worse(value, held) {
			*out = *part
		}
	}
}

// charge is the energy left over the capacity; one battery alone needs no
// capacity to tell its own.
func charge(devices []device, capacity energy.Reading[energy.WattHours]) energy.Reading[energy.Ratio] {
	soc := func(s *energy.Snapshot) *energy.Reading[energy.Ratio] { return &s.SoC }
	whole, _ := capacity.Value()
	var all energy.Reading[energy.Ratio]
	total(&all, devices, Storage, soc)
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
