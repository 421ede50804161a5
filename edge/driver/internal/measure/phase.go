package measure

import (
	"math"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Phase is one conductor at the grid connection.
type Phase struct {
	Amps, Watts, Volts Sources
	Signed             bool // Amps have a direction of their own
}

// current is the phase's current, positive in export: of the meter's current and
// the direction of its power, or of power over voltage where it tells no current.
func (f *Phase) current() energy.Reading[energy.Amperes] {
	a, at, measured := f.Amps.first()
	if measured && f.Signed {
		return energy.Read(energy.Amperes(a), at)
	}
	w, then, directed := f.Watts.first()
	switch {
	case measured && directed:
		return energy.Read(energy.Amperes(math.Copysign(a, w)), at)
	case directed && len(f.Amps) == 0:
		if v, _, ok := f.Volts.first(); ok && v > 0 {
			return energy.Read(energy.Amperes(w/v), then)
		}
	}
	return energy.Reading[energy.Amperes]{}
}
