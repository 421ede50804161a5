package device

import "github.com/hearthgrid/hearthgrid/shared/energy"

// Values of the SunSpec enumerations used here.
const (
	lithiumIon                     = 4       // model 802 Typ
	stateConnected                 = 3       // model 802 State
	discharging, charging, resting = 3, 4, 6 // models 124 and 802 ChaSt
	emptyBattery, fullBattery      = 2, 5    // the same
)

// busVolts is the simulated battery's DC bus: physics has no bus voltage, so
// currents are told against a constant one of 51.2 V, 16 cells of 3.2 V.
const busVolts = 51.2

func newBattery(b *block, rating energy.Watts) {
	b.set("WHRtg_SF", 1)
	b.setAll(0, "AHRtg_SF", "WChaDisChaMax_SF", "W_SF", "AlmRst", "LocRemCtl")
	b.setAll(0, "Evt1", "Evt2", "EvtVnd1", "EvtVnd2")
	b.setAll(-1, "V_SF", "A_SF", "AMax_SF")
	b.setAll(-2, "SoC_SF", "SoH_SF")
	b.set("CellV_SF", -3)
	b.setAll(float64(rating), "WChaRteMax", "WDisChaRteMax")
	b.set("Typ", lithiumIon)
	b.set("State", stateConnected)
	b.set("SoCMax", 100)
	b.set("SoCMin", 0)
	b.set("SoH", 100)
	b.set("V", busVolts)
}

// refreshBattery fills model 802. Capacity is usable energy, so SoC 0 is
// empty for the owner.
func refreshBattery(b *block, t *truth) {
	b.set("WHRtg", float64(t.Capacity))
	b.set("AHRtg", float64(t.Capacity)/busVolts)
	b.set("SoC", 100*float64(t.SoC))
	b.set("W", float64(t.Battery))
	b.set("A", float64(t.Battery)/busVolts)
	b.set("AChaMax", float64(t.MaxCharge)/busVolts)
	b.set("ADisChaMax", float64(t.MaxDischarge)/busVolts)
	b.set("ChaSt", chargeStatus(t))
	if t.CellMin > 0 {
		b.set("CellVMin", float64(t.CellMin))
		b.set("CellVMax", float64(t.CellMax))
	}
	b.set("Hb", float64(t.now.Unix()%60))
}

func chargeStatus(t *truth) float64 {
	switch {
	case t.Battery > 0:
		return discharging
	case t.Battery < 0:
		return charging
	case t.MaxDischarge <= 0:
		return emptyBattery
	case t.MaxCharge <= 0:
		return fullBattery
	}
	return resting
}
