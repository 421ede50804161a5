package plant

import (
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Phase names a phase of the connection, 1 to 3. The zero Phase is all three,
// evenly.
type Phase uint8

// The phases.
const (
	AllPhases Phase = iota
	L1
	L2
	L3
)

// wiring is which phase carries what.
type wiring struct {
	inverter Phase
	split    [3]float64 // of the household's load, sums to 1
	plugged  [3]float64 // W, loads of their own on one phase, magnitudes
}

// newWiring draws how an electrician spread the household: one phase has the
// kitchen and carries most.
func newWiring(s Spec) wiring {
	r := source(s.Seed, 6)
	w := wiring{inverter: s.Phase, split: [3]float64{between(r, 0.2, 0.5), between(r, 0.15, 0.4), between(r, 0.1, 0.35)}}
	r.Shuffle(3, func(i, j int) { w.split[i], w.split[j] = w.split[j], w.split[i] })
	total := w.split[0] + w.split[1] + w.split[2]
	for i := range w.split {
		w.split[i] /= total
	}
	return w
}

func (w *wiring) extra() float64 { return w.plugged[0] + w.plugged[1] + w.plugged[2] }

// spread returns the power of each phase at the connection, which add up to
// inverter + load; load includes what is plugged in.
func (w *wiring) spread(inverter, load float64) [3]energy.Watts {
	household := load + w.extra()
	var out [3]energy.Watts
	for i := range out {
		p := household*w.split[i] - w.plugged[i]
		if w.inverter == AllPhases {
			p += inverter / 3
		}
		out[i] = energy.Watts(p)
	}
	if w.inverter != AllPhases {
		out[w.inverter-1] += energy.Watts(inverter)
	}
	return out
}

// Plug puts a load of its own on one phase, or evenly on all: a car that
// charges with 7 kW on L2 is Plug(L2, 7000). The power is a magnitude and
// replaces what was plugged in on that phase; 0 pulls the plug, and so does a
// power that is not finite or negative.
func (h *Home) Plug(phase Phase, p energy.Watts) {
	if !energy.IsFinite(p) || p < 0 {
		p = 0
	}
	switch {
	case phase == AllPhases:
		for i := range h.wiring.plugged {
			h.wiring.plugged[i] = float64(p) / 3
		}
	case phase <= L3:
		h.wiring.plugged[phase-1] = float64(p)
	}
}
