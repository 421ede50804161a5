package energy

import "time"

// Course is how far an order has come at home, each time on the home's clock: four
// steps that follow from each other and are none of them the other. A zero time
// is a step not seen yet, the zero Course none at all.
type Course struct {
	Order    uint64
	Accepted time.Time // taken by control
	Written  time.Time // first taken by the battery's inverter
	ReadBack time.Time // its registers first read as they were written
	Measured time.Time // the battery's power was first what it was told
	// Overruled says what its registers read in place of what was written, as seen
	// last, "" where that was not seen.
	Overruled string
}
