package contingency

import (
	"time"

	"github.com/hearthgrid/hearthgrid/hil/plant"
)

// Extent is what is measured.
type Extent struct {
	Homes   int
	Quick   bool // equipment that is made for it; else as it is in the field
	Service Service
	Event   Event
	Away    time.Duration // the cloud, before the event begins
	Seed    uint64
}

// How fast gateways pass, and how fine the physics and what is recorded are.
const (
	tick      = time.Second
	quickTick = 200 * time.Millisecond
	step      = 50 * time.Millisecond // NESO's 20 Hz; AEMO's general metering
)

func (x *Extent) tick() time.Duration {
	if x.Quick {
		return quickTick
	}
	return tick
}

// spec is home i: its battery as drawn from a fleet, and as fast as laboratories found
// home storage to be, or faster.
func (x *Extent) spec(i int) plant.Spec {
	s := plant.Draw(x.Seed<<20 + uint64(i))
	s.PVPeak, s.SoC = 0, max(0.3, min(s.SoC, 0.7))
	if x.Quick {
		s.DeadTime, s.Settling = 60*time.Millisecond, 300*time.Millisecond
	}
	return s
}

// sold is the share of a battery's power that is armed: the rest is for its home's own
// balance (TenneT: prequalified power at most 1/1.25 of rated).
const sold = 0.8
