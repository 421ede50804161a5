package energy

import (
	"math"
	"time"
)

// Provenance says where an Estimate comes from. The zero value is Unseen.
type Provenance uint8

// The provenances. The numbers are stable: new ones are added at the end.
const (
	Unseen   Provenance = iota // the home never told, or too long ago to model
	Modelled                   // inferred from what it told earlier
	Measured                   // a reading fresh enough to stand for now
)

// String returns the provenance as shown to people and in JSON.
func (p Provenance) String() string {
	switch p {
	case Measured:
		return "measured"
	case Modelled:
		return "modelled"
	}
	return "missing"
}

// Estimate is what is believed of one power at one instant. Variance is in
// W² and never negative. Age is that of the newest reading behind it; for
// Unseen it is how long nothing usable has come, or 0 where nothing ever did.
type Estimate struct {
	Mean       Watts
	Variance   float64
	Provenance Provenance
	Age        time.Duration
}

// Interval returns the range that holds the true value with probability
// level (0 < level < 1), taking the error as normal.
func (e Estimate) Interval(level Ratio) Envelope {
	half := Watts(NormalQuantile((1+level)/2) * math.Sqrt(e.Variance))
	return Envelope{Min: e.Mean - half, Max: e.Mean + half}
}

// NormalQuantile returns the standard normal quantile of p, 0 < p < 1:
// sqrt(2) * erfinv(2p-1).
func NormalQuantile(p Ratio) float64 { return math.Sqrt2 * math.Erfinv(2*float64(p)-1) }
