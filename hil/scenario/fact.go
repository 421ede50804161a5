package scenario

import (
	"strings"

	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// value is what a fact is now: a number, words, or nothing.
type value struct {
	number float64
	words  []string
	absent bool
}

func number[T ~float64](v T) value { return value{number: float64(v)} }

func word(w string) value { return value{words: []string{w}} }

func nothing() value { return value{absent: true} }

// fact is something that can be expected of a home.
type fact struct {
	name    string
	unit    unit
	words   []string // what it can be, where it is words
	gateway bool     // only the gateway's own code says it
	get     func(h *house) value
}

// truth is a number of the physics.
func truth[T ~float64](name string, u unit, of func(*plant.State) T) fact {
	return fact{name: name, unit: u, get: func(h *house) value {
		s := h.home.State()
		return number(of(&s))
	}}
}

// truths is what is so, whatever anybody says.
func truths() []fact {
	all := []fact{
		truth("battery", watts, func(s *plant.State) energy.Watts { return s.Battery }),
		truth("grid", watts, func(s *plant.State) energy.Watts { return s.Grid }),
		truth("inverter", watts, func(s *plant.State) energy.Watts { return s.Inverter }),
		truth("pv", watts, func(s *plant.State) energy.Watts { return s.PV }),
		truth("load", watts, func(s *plant.State) energy.Watts { return s.Load }),
		truth("soc", pure, func(s *plant.State) energy.Ratio { return s.SoC }),
		truth("gauge", pure, func(s *plant.State) energy.Ratio { return s.SoC + s.GaugeError }),
		truth("temperature", celsius, func(s *plant.State) energy.Celsius { return s.Temperature }),
		truth("voltage", volts, func(s *plant.State) energy.Volts { return s.Voltage }),
		truth("frequency", hertz, func(s *plant.State) energy.Hertz { return s.Frequency }),
		truth("cell.min", volts, func(s *plant.State) energy.Volts { return s.CellMin }),
		truth("cell.max", volts, func(s *plant.State) energy.Volts { return s.CellMax }),
		truth("max-charge", watts, func(s *plant.State) energy.Watts { return s.MaxCharge }),
		truth("max-discharge", watts, func(s *plant.State) energy.Watts { return s.MaxDischarge }),
		{name: "mode", words: modes, get: func(h *house) value { return word(h.mode()) }},
	}
	for i, name := range []string{"phase.l1", "phase.l2", "phase.l3"} {
		all = append(all, truth(name, watts, func(s *plant.State) energy.Watts { return s.Phases[i] }))
		all = append(all, truth("current"+strings.TrimPrefix(name, "phase"), amperes, func(s *plant.State) energy.Amperes {
			if s.Voltage == 0 {
				return 0
			}
			return energy.Amperes(float64(s.Phases[i]) / float64(s.Voltage))
		}))
	}
	return append(all, tallies()...)
}

// modes is who moves the battery.
var modes = []string{"own", "commanded", "island", "dark"}

// says is a fact that the gateway tells; it is absent while there is none.
func says(name string, u unit, words []string, of func(h *house) value) fact {
	return fact{name: name, unit: u, words: words, gateway: true, get: func(h *house) value {
		if h.gateway == nil || h.passes == 0 {
			return nothing()
		}
		return of(h)
	}}
}

func sayings() []fact {
	var states, layers []string
	for s := energy.Failsafe; s <= energy.Controlled; s++ {
		states = append(states, s.String())
	}
	for l := range energy.NumLayers {
		layers = append(layers, energy.Layer(l).String())
	}
	bounds := append(energy.Bounds(1<<bits()-1).Names(), "none")
	all := []fact{
		says("state", pure, states, func(h *house) value { return word(h.said.State.String()) }),
		says("layer", pure, layers, func(h *house) value { return word(h.said.Layer.String()) }),
		says("bound", pure, bounds, func(h *house) value { return boundsOf(h.said.Bounds) }),
		says("approved", watts, nil, func(h *house) value { return want(h.said.Approved) }),
		says("curtail", watts, nil, func(h *house) value { return want(h.said.Curtail) }),
		says("order", pure, nil, func(h *house) value {
			if h.said.Order == 0 {
				return nothing()
			}
			return number(float64(h.said.Order))
		}),
		says("lease", seconds, nil, func(h *house) value { return number(h.said.LeaseLeft.Seconds()) }),
		{name: "accepted", gateway: true, get: func(h *house) value { return number(float64(h.accepted)) }},
		{name: "refused", gateway: true, get: func(h *house) value { return number(float64(h.refused)) }},
		{name: "alive", gateway: true, words: []string{"yes", "no"}, get: func(h *house) value {
			if h.gateway == nil {
				return word("no")
			}
			return word("yes")
		}},
	}
	for l := range energy.NumLayers {
		all = append(all, says("want."+energy.Layer(l).String(), watts, nil, func(h *house) value { return want(h.said.Wants[l]) }))
	}
	return append(all, readings()...)
}

// bits counts the bounds there are: those with a name.
func bits() int {
	n := 0
	for energy.Bounds(1<<n).String() != "unknown" {
		n++
	}
	return n
}

func boundsOf(b energy.Bounds) value {
	if b == 0 {
		return word("none")
	}
	return value{words: b.Names()}
}

func want(w energy.Want) value {
	p, ok := w.Power()
	if !ok {
		return nothing()
	}
	return number(p)
}

// reading makes the three facts of what the gateway reads: value, quality, age.
func reading[T ~float64](name string, u unit, of func(*energy.Snapshot) energy.Reading[T]) []fact {
	return []fact{
		says("read."+name, u, nil, func(h *house) value {
			v, ok := of(&h.snap).Value()
			return value{number: float64(v), absent: !ok}
		}),
		says("quality."+name, pure, []string{"missing", "doubtful", "good"}, func(h *house) value { return word(of(&h.snap).Quality().String()) }),
		says("age."+name, seconds, nil, func(h *house) value {
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
	return all
}

// facts is every fact with a fixed name.
func facts() map[string]*fact {
	out := map[string]*fact{}
	for _, f := range append(truths(), sayings()...) {
		out[f.name] = &f
	}
	return out
}
