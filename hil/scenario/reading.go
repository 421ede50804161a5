package scenario

import (
	"slices"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// reading makes the three facts of what the gateway reads: value, quality, age.
func reading[T ~float64](name string, u unit, of func(*energy.Snapshot) energy.Reading[T]) []fact {
	return []fact{
		heard("read."+name, u, nil, func(h *house) value {
			v, ok := of(&h.snap).Value()
			return value{number: float64(v), absent: !ok}
		}),
		heard("quality."+name, pure, []string{"missing", "doubtful", "good"}, func(h *house) value { return word(of(&h.snap).Quality().String()) }),
		heard("age."+name, seconds, nil, func(h *house) value {
			age, ok := of(&h.snap).Age(h.now())
			return value{number: age.Seconds(), absent: !ok}
		}),
	}
}

func readings() []fact {
	var all []fact
	add := func(f []fact) { all = append(all, f...) }
	add(reading("grid", watts, func(s *energy.Snapshot) energy.Reading[energy.Watts] { return s.Grid }))
	add(reading("inverter", watts, func(s *energy.Snapshot) energy.Reading[energy.Watts] { return s.Inverter }))
	add(reading("battery", watts, func(s *energy.Snapshot) energy.Reading[energy.Watts] { return s.Battery }))
	add(reading("pv", watts, func(s *energy.Snapshot) energy.Reading[energy.Watts] { return s.PV }))
	add(reading("load", watts, func(s *energy.Snapshot) energy.Reading[energy.Watts] { return s.Load }))
	add(reading("soc", pure, func(s *energy.Snapshot) energy.Reading[energy.Ratio] { return s.SoC }))
	add(reading("max-charge", watts, func(s *energy.Snapshot) energy.Reading[energy.Watts] { return s.MaxCharge }))
	add(reading("max-discharge", watts, func(s *energy.Snapshot) energy.Reading[energy.Watts] { return s.MaxDischarge }))
	add(reading("temperature", celsius, func(s *energy.Snapshot) energy.Reading[energy.Celsius] { return s.Temperature }))
	add(reading("voltage", volts, func(s *energy.Snapshot) energy.Reading[energy.Volts] { return s.Voltage }))
	add(reading("frequency", hertz, func(s *energy.Snapshot) energy.Reading[energy.Hertz] { return s.Frequency }))
	add(reading("cell.min", volts, func(s *energy.Snapshot) energy.Reading[energy.Volts] { return s.CellMin }))
	add(reading("cell.max", volts, func(s *energy.Snapshot) energy.Reading[energy.Volts] { return s.CellMax }))
	add(reading("islanded", pure, func(s *energy.Snapshot) energy.Reading[energy.Ratio] { return s.Islanded }))
	for i := range all {
		all[i].asked = slices.Contains(explained, all[i].name)
	}
	return all
}

// explained is which readings a gateway tells whoever asks why it did something.
var explained = []string{"read.grid", "read.battery", "read.pv", "read.load", "read.soc"}
