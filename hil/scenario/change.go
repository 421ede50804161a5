package scenario

import (
	"maps"
	"slices"
	"strings"

	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// changes is what a script may change of the physics, with its unit.
var changes = map[string]struct {
	unit unit
	to   func(r *run, h *house, v float64)
}{
	"load":        {watts, func(_ *run, h *house, v float64) { h.home.HoldLoad(energy.Watts(-v)) }},
	"pv":          {watts, func(_ *run, h *house, v float64) { h.home.HoldPV(energy.Watts(v)) }},
	"soc":         {pure, func(_ *run, h *house, v float64) { h.home.SetSoC(energy.Ratio(v)) }},
	"soc2":        {pure, setSecondSoC},
	"temperature": {celsius, func(_ *run, h *house, v float64) { h.home.SetTemperature(energy.Celsius(v)) }},
	"plug.l1":     {watts, func(_ *run, h *house, v float64) { h.home.Plug(plant.L1, energy.Watts(v)) }},
	"plug.l2":     {watts, func(_ *run, h *house, v float64) { h.home.Plug(plant.L2, energy.Watts(v)) }},
	"plug.l3":     {watts, func(_ *run, h *house, v float64) { h.home.Plug(plant.L3, energy.Watts(v)) }},
	"plug":        {watts, func(_ *run, h *house, v float64) { h.home.Plug(plant.AllPhases, energy.Watts(v)) }},
	"frequency":   {hertz, func(r *run, _ *house, v float64) { r.holdFrequency(energy.Hertz(v)) }},
	"weather":     {celsius, func(r *run, _ *house, v float64) { r.town.ShiftTemperature(energy.Celsius(v)) }},
}

type setting struct {
	key   string
	value float64
}

// change is a set statement.
type change struct {
	homes []int
	to    []setting
}

func parseSet(p *parser, l line, rest []string) (act, error) {
	c := &change{}
	c.homes, rest = p.targets(rest)
	if len(rest) == 0 {
		return nil, l.refuse("set what? want such as load=5kW")
	}
	for _, word := range rest {
		key, value, _ := strings.Cut(word, "=")
		known, ok := changes[key]
		if !ok {
			return nil, l.unknown("change", key, slices.Collect(maps.Keys(changes)))
		}
		v, err := quantity(value, known.unit)
		if err != nil {
			return nil, l.refuse("%s: %w", key, err)
		}
		if key == "pv" {
			for _, i := range c.homes {
				p.script.sites[i].usePV(v)
			}
		}
		c.to = append(c.to, setting{key, v})
	}
	return c, nil
}

func (c *change) do(r *run, _ line) error {
	for _, i := range c.homes {
		for _, s := range c.to {
			changes[s.key].to(r, r.houses[i], s.value)
		}
	}
	return nil
}

// free gives load or PV back to what moves them otherwise.
type free struct {
	homes []int
	what  string
}

func parseFree(p *parser, l line, rest []string) (act, error) {
	f := &free{}
	f.homes, rest = p.targets(rest)
	if len(rest) != 1 || (rest[0] != "load" && rest[0] != "pv") {
		return nil, l.refuse("free what? want load or pv")
	}
	f.what = rest[0]
	return f, nil
}

func (f *free) do(r *run, _ line) error {
	for _, i := range f.homes {
		if f.what == "load" {
			r.houses[i].home.FreeLoad()
		} else {
			r.houses[i].home.FreePV()
		}
	}
	return nil
}

// mark begins min, max, mean and the counters anew.
type mark struct{ homes []int }

func parseMark(p *parser, l line, rest []string) (act, error) {
	homes, rest := p.targets(rest)
	if len(rest) > 0 {
		return nil, l.refuse("mark takes the name of a home or nothing, not %q", rest[0])
	}
	return &mark{homes}, nil
}

func (m *mark) do(r *run, _ line) error {
	for _, i := range m.homes {
		r.houses[i].tally = newTally(r.script.stats)
	}
	return nil
}
