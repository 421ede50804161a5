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
	gateway bool     // only the gateway says it
	asked   bool     // and it says it to whoever asks on its own machine
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
	return append(append(append(all, apart()...), sums()...), tallies()...)
}

// sums is what all homes of the run do together.
func sums() []fact {
	sum := func(name string, of func(*plant.State) energy.Watts) fact {
		return fact{name: "all." + name, unit: watts, get: func(h *house) value {
			var p energy.Watts
			for _, one := range h.street {
				s := one.home.State()
				p += of(&s)
			}
			return number(p)
		}}
	}
	return []fact{
		sum("battery", func(s *plant.State) energy.Watts { return s.Battery }), sum("grid", func(s *plant.State) energy.Watts { return s.Grid }),
	}
}

// modes is who moves the battery.
var modes = []string{"own", "commanded", "island", "dark"}

// heard is a fact that the gateway's code tells; it is absent while there is none.
func heard(name string, u unit, words []string, of func(h *house) value) fact {
	return fact{name: name, unit: u, words: words, gateway: true, get: func(h *house) value {
		if h.gateway == nil || h.still || h.passes == 0 {
			return nothing()
		}
		return of(h)
	}}
}

// tells is a fact that the gateway also tells whoever asks it on its own machine.
func tells(name string, u unit, words []string, of func(h *house) value) fact {
	f := heard(name, u, words, of)
	f.asked = true
	return f
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
		tells("state", pure, states, func(h *house) value { return word(h.said.State.String()) }),
		tells("layer", pure, layers, func(h *house) value { return word(h.said.Layer.String()) }),
		tells("bound", pure, bounds, func(h *house) value { return boundsOf(h.said.Bounds) }),
		tells("approved", watts, nil, func(h *house) value { return want(h.said.Approved) }),
		tells("curtail", watts, nil, func(h *house) value { return want(h.said.Curtail) }),
		tells("order", pure, nil, func(h *house) value {
			if h.said.Order == 0 {
				return nothing()
			}
			return number(float64(h.said.Order))
		}),
		tells("lease", seconds, nil, func(h *house) value { return number(h.said.LeaseLeft.Seconds()) }),
		tells("arm", pure, nil, func(h *house) value {
			if h.said.Arm == 0 {
				return nothing()
			}
			return number(float64(h.said.Arm))
		}),
		tells("armed", seconds, nil, func(h *house) value { return number(h.said.ArmLeft.Seconds()) }),
		{name: "accepted", gateway: true, asked: true, get: func(h *house) value { return number(float64(h.accepted)) }},
		{name: "refused", gateway: true, asked: true, get: func(h *house) value { return number(float64(h.refused)) }},
		{name: "alive", gateway: true, asked: true, words: []string{"yes", "no"}, get: func(h *house) value {
			if h.gateway == nil {
				return word("no")
			}
			return word("yes")
		}},
	}
	for l := range energy.NumLayers {
		all = append(all, tells("want."+energy.Layer(l).String(), watts, nil, func(h *house) value { return want(h.said.Wants[l]) }))
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

// facts is every fact with a fixed name.
func facts() map[string]*fact {
	out := map[string]*fact{}
	for _, f := range append(truths(), sayings()...) {
		out[f.name] = &f
	}
	return out
}
