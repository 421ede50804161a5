package twin

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Sustain is how long offered power must last: power counts only with the
// energy behind it.
const Sustain = 5 * time.Minute

// Capability is what a home can be commanded to do: magnitudes, never below 0.
type Capability struct {
	Up, Down   energy.Watts     // most it can discharge, charge
	EnergyUp   energy.WattHours // it can still give
	EnergyDown energy.WattHours // it can still take
}

// Capability returns what may be promised of the home at now, and false where
// it cannot be commanded: nothing is promised of a silent home.
func (t *Twin) Capability(now time.Time) (Capability, bool) {
	if t.Condition(now) != Commandable {
		return Capability{}, false
	}
	s := &t.Report.Snapshot
	soc, _ := s.SoC.Value()
	capacity, _ := s.Capacity.Value()
	discharge, _ := s.MaxDischarge.Value()
	charge, _ := s.MaxCharge.Value()
	soc, capacity = min(max(soc, 0), 1), max(0, capacity)
	c := Capability{EnergyUp: energy.WattHours(soc) * capacity, EnergyDown: energy.WattHours(1-soc) * capacity}
	c.Up = min(max(0, discharge), c.EnergyUp.At(Sustain))
	c.Down = min(max(0, charge), c.EnergyDown.At(Sustain))
	return c, true
}
