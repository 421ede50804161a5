package estimate

// home is what the pass reads of one home, in one row: powers in W, energies in
// Wh, times in ticks. Residuals are in units of the home's own spread.
type home struct {
	heard uint32 // when what follows was so
	holds uint32 // until then a change would have been told
	until uint32 // an order is in force
	moved uint32 // when usual and energy were brought up to date
	seen  seen
	bins  uint8   // of load, and four times that of pv
	lag   uint8   // step of its battery's lag
	now   usual   // what it does at this hour
	reach float32 // what its PV might give, were the sun early or late
	load  float32
	pv    float32 // what PV's index was beyond the region's
	ratio float32 // PV's index itself
	light float32 // what PV gives under a clear sky, when that was told
	sway  float32 // usual size of pv

	rest      float32 // grid less battery, PV and load: losses
	target    float32 // of the order
	off       float32 // battery less target, or less what its own mode would have done
	charge    float32 // most it takes, by now
	discharge float32 // most it gives, by now
	energy    float32 // stored, by now
	doubt     float32 // variance of energy
	capacity  float32
	slack     float32 // variance of what it leaves out, that tells changes only
}

// seen says which readings a home has told. What it has not told is missing, and
// never 0.
type seen uint16

const (
	seenLoad seen = 1 << iota
	seenPV
	seenBattery
	seenEnergy
	noPV    // told once and for all: none is there
	answers // it may be commanded, as far as it told
	counted // ratio is in what its region's sky was told
	news    // ratio was told since the last pass
	rehearses
)

func (s seen) has(all seen) bool { return s&all == all }

// habits are what is known of a home that the pass does not read.
type habits struct {
	usual             [hours]usual
	told              uint32 // for how long it told of itself
	cell              Cell
	region            uint32  // of cell
	charge, discharge float32 // most that was told
	most              float32 // that its PV gave
	lag               float32 // steps of lag, learned
	rehearsal         int32   // of Fleet.rehearsals, -1 for none
}
