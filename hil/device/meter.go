package device

// newMeter builds the meter at the grid connection. Its map flips the sign:
// the register counts import as positive.
func newMeter(c Config) *unit {
	u := newUnit(1, 203)
	identify(u.block(1), c.Serial+"-meter", "Meter")
	b := u.block(203)
	b.setAll(0, "W_SF", "TotWh_SF", "Evt")
	b.setAll(-1, "V_SF")
	b.setAll(-2, "A_SF", "Hz_SF")
	u.measure = func(t *truth) { refreshMeter(b, t) }
	return u
}

func refreshMeter(b *block, t *truth) {
	volts, watts := float64(t.Voltage), float64(t.Grid)
	b.set("W", watts)
	b.set("A", watts/volts)
	for i, name := range [...]struct{ watts, amperes string }{{"WphA", "AphA"}, {"WphB", "AphB"}, {"WphC", "AphC"}} {
		b.set(name.watts, float64(t.Phases[i]))
		b.set(name.amperes, float64(t.Phases[i])/volts)
	}
	b.setAll(volts, "PhV", "PhVphA", "PhVphB", "PhVphC")
	b.set("Hz", float64(t.Frequency))
	b.set("TotWhExp", float64(t.exported))
	b.set("TotWhImp", float64(t.imported))
}
