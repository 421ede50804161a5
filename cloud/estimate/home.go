package estimate

// home is what the pass reads of one home, in one row: powers in W, energies in
// Wh, times in ticks. Residuals are in units of the home's own spread.
type home struct {
	heard     uint32 // when what follows was so
	until     uint32 // an order is in force
	row       uint32 // its cell
	seen      seen
	loadBin   uint8
	pvBin     uint8
	answers   bool    // it may be commanded, as far as it told
	counted   bool    // ratio is in what its region's sky was told
	load      float32 // residual of the load, in spreads
	pv        float32 // what PV's index was beyond the region's
	ratio     float32 // PV's index itself
	pvSpread  float32 // usual size of pv
	battery   float32
	target    float32 // of the order
	rest      float32 // grid less battery, PV and load: losses
	off       float32 // battery less what its own mode would have done
	charge    float32 // most it takes
	discharge float32 // most it gives
	energy    float32 // stored, by now
	doubt     float32 // variance of energy
	capacity  float32
}

// seen says which readings a home has told. What it has not told is missing, and
// never 0.
type seen uint8

const (
	seenLoad seen = 1 << iota
	seenPV
	seenBattery
	seenEnergy
	noPV // told once and for all: none is there
)

// usual is what a home does at one hour of the day: mean and spread of its load, W,
// and its PV under a clear sky, W. All are learned with exponential weights.
type usual struct{ load, spread, pv float32 }

const hours = 24

// clock is the place of an instant between the middles of two hours of the day.
type clock struct {
	a, b int
	w    float32
}

func clockAt(ticks uint32) clock {
	const hour = 3600 * tick
	x := float64(ticks%(hours*hour))/hour - 0.5
	if x < 0 {
		x += hours
	}
	a := int(x)
	return clock{a: a, b: (a + 1) % hours, w: float32(x - float64(a))}
}

func (c clock) of(a, b usual) usual {
	return usual{
		load: a.load + c.w*(b.load-a.load), spread: a.spread + c.w*(b.spread-a.spread), pv: a.pv + c.w*(b.pv-a.pv),
	}
}

// usualAt returns what home i does at an instant of the day.
func (f *Fleet) usualAt(i Slot, c clock) usual {
	return c.of(f.profile[c.a][i], f.profile[c.b][i])
}
