package plant

import (
	"math"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// held is a power that a script keeps in place of the simulated one.
type held struct {
	power float64
	on    bool
}

// HoldLoad keeps the household at p from the next step on until FreeLoad;
// p is at most 0 for a load. What is plugged in comes on top. A p that is not
// finite is ignored.
func (h *Home) HoldLoad(p energy.Watts) { h.heldLoad.hold(p) }

// FreeLoad gives the load back to the household or its recording.
func (h *Home) FreeLoad() { h.heldLoad = held{} }

// HoldPV keeps the sun's offer at p, at least 0, until FreePV. What the
// inverters let through is still theirs to say.
func (h *Home) HoldPV(p energy.Watts) { h.heldPV.hold(p) }

// FreePV gives PV back to the sun or its recording.
func (h *Home) FreePV() { h.heldPV = held{} }

func (o *held) hold(p energy.Watts) {
	if energy.IsFinite(p) {
		*o = held{power: float64(p), on: true}
	}
}

// SetSoC sets the stored energy, and the gauge with it.
func (h *Home) SetSoC(soc energy.Ratio) {
	h.battery.stored = min(max(float64(soc), 0), 1) * h.battery.capacity
	h.battery.astray = 0
}

// SetTemperature sets the battery's temperature; it goes on from there.
func (h *Home) SetTemperature(c energy.Celsius) {
	if !math.IsNaN(float64(c)) && !math.IsInf(float64(c), 0) {
		h.battery.temperature = float64(c)
	}
}

// Curtail lets at most p of PV through until Uncurtail, as an inverter does
// whose output is limited. A p that is negative or not finite is ignored.
func (h *Home) Curtail(p energy.Watts) {
	if energy.IsFinite(p) && p >= 0 {
		h.curtail.hold(p)
	}
}

// Uncurtail lets all PV through.
func (h *Home) Uncurtail() { h.curtail = held{} }

// ShiftTemperature adds dc to the weather from the next step on, as a heat
// wave or a hard frost would; 0 ends it.
func (t *Town) ShiftTemperature(dc energy.Celsius) { t.heat = float64(dc) }
