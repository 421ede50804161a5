package device

import "github.com/hearthgrid/hearthgrid/shared/energy"

// newHybrid builds the one inverter of a DC-coupled home. Its temperature is
// told as the cabinet's, for physics has the battery's only.
func newHybrid(c Config, rating energy.Watts) *unit {
	u := newUnit(1, 103, 120, 121, 122, 123, 124, 160, 802)
	inverter{unit: u}.immediate()
	u.hybrid(c, rating, "Hybrid", newCurtailment(u.block(123), rating))
	return u
}

// newReverting builds the same with model 704 for its output limit, which has a value
// to fall back to.
func newReverting(c Config, rating energy.Watts) *unit {
	u := newUnit(1, 103, 120, 121, 122, 124, 160, 704, 802)
	u.hybrid(c, rating, "Hybrid 704", newReversion(u.block(704), rating))
	return u
}

func (u *unit) hybrid(c Config, rating energy.Watts, model string, limit control) {
	v := inverter{unit: u, derType: derPVStorage, rating: rating, battery: c.Battery}
	v.plates(c.Serial+"-hyb", model)
	storage := newStorage124(u.block(124), c.Battery)
	newStrings(u.block(160))
	newBattery(u.block(802), c.Battery)
	u.measure = func(t *truth) {
		v.measure(t, t.Inverter, t.Battery+t.PV)
		u.block(103).set("TmpCab", float64(t.Temperature))
		u.block(120).set("WHRtg", float64(t.Capacity))
		storage.set("ChaState", 100*float64(t.SoC))
		storage.set("ChaSt", chargeStatus(t))
		storage.set("InBatV", busVolts)
		refreshStrings(u.block(160), t.PV)
		refreshBattery(u.block(802), t)
	}
	u.controls, u.lease = []control{newReserve(u.block(124), "MinRsvPct"), storage, limit}, &storage.lease
}
