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
	if len(f.Amps) == 0 && len(f.Watts) == 0 {
		return energy.Reading[energy.Amperes]{}
	}
	amps, watts := Read[energy.Amperes](f.Amps), Read[energy.Watts](f.Watts)
	a, measured := amps.Value()
	w, directed := watts.Value()
	switch v, ok := Read[energy.Volts](f.Volts).Value(); {
	case measured && f.Signed:
		return amps
	case measured && directed:
		return energy.Read(energy.Amperes(math.Copysign(float64(a), float64(w))), amps.At())
	case len(f.Amps) == 0 && directed && ok && v > 0:
		return energy.Read(energy.Amperes(float64(w)/float64(v)), watts.At())
	}
	return energy.Reading[energy.Amperes]{}
}
