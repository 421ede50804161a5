package plant

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// CutGrid takes the grid from this home until RestoreGrid, from the next step
// on. A home with backup makes an island of itself; any other goes dark. A
// backup that cannot carry the load goes dark too, until the grid is back.
func (h *Home) CutGrid() { h.cut = true }

// RestoreGrid gives the grid back from the next step on.
func (h *Home) RestoreGrid() { h.cut = false }

// CutGrid takes the grid from every home of the town until RestoreGrid.
func (t *Town) CutGrid() { t.cut = true }

// RestoreGrid gives it back to all but those whose own grid is cut.
func (t *Town) RestoreGrid() { t.cut = false }

// island moves the home by dt without a grid. Load and PV are what they would
// be; the battery carries their difference whatever it was ordered to.
func (h *Home) island(s sky, dt time.Duration, pv, load float64) {
	h.elapsed = s.elapsed
	h.state.Islanded = true
	if h.second != nil {
		h.second.rest(s, dt)
	}
	if !h.spec.Backup {
		h.dark = true
	}
	if h.dark {
		h.blackOut(s, dt)
		return
	}
	need, electronics := h.balance(pv, load)
	charge, discharge := h.battery.limits()
	if need < -charge {
		pv = max(0, pv+need+charge)
		need, electronics = h.balance(pv, load)
		need = max(need, -charge)
	}
	f := flow{}
	if need <= discharge {
		f = h.battery.carry(need, dt, s.outdoor)
	}
	if need > 0 && f.power < 0.99*need {
		h.dark = true
		h.blackOut(s, dt)
		return
	}
	h.response.settle(f.power)
	h.recordIsland(s, f, pv, load, electronics)
}

// balance returns the battery power that holds the island, with the
// electronics' own draw in it: a fixed point, reached in a few rounds for the
// losses are small.
func (h *Home) balance(pv, load float64) (need, electronics float64) {
	for range 4 {
		need = -(pv + load + electronics)
		_, electronics = h.couple(need, pv)
	}
	return need, electronics
}

// recordIsland gives what is left of the balance to PV, which backs off, or
// to the load, which dims: an island has no other place for it.
func (h *Home) recordIsland(s sky, f flow, pv, load, electronics float64) {
	passed, _ := h.couple(f.power, pv)
	if over := f.power + passed + electronics + load; over > 0 && passed >= over {
		passed -= over
	} else {
		load -= over
	}
	h.write(s, f, passed, load, electronics)
	h.state.Grid = 0
	h.state.Phases = [3]energy.Watts{}
	h.state.Voltage, h.state.Frequency = nominalVoltage, nominalFrequency
}

func (h *Home) blackOut(s sky, dt time.Duration) {
	f := h.battery.carry(0, dt, s.outdoor)
	h.response.settle(0)
	h.write(s, f, 0, 0, 0)
	h.state.Grid, h.state.Inverter = 0, 0
	h.state.Phases = [3]energy.Watts{}
	h.state.Voltage, h.state.Frequency = 0, 0
}

// settle forgets what was asked and stands at power.
func (r *response) settle(power float64) {
	r.count, r.target, r.value = 0, power, power
}
