package safety

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Setpoint is what devices may be told until a deadline. Only Step makes a
// non-zero one; the zero Setpoint has already expired and commands nothing.
type Setpoint struct {
	power energy.Watts
	asked bool
	sun   energy.Watts
	curbs bool
	until time.Time
	habit bool
}

// Power returns the battery power to hold, positive discharges, and false
// where the inverter is to be left in its own mode.
func (s Setpoint) Power() (energy.Watts, bool) { return s.power, s.asked }

// Habitual tells whether the power follows the home's own consumption, and no limit asks
// for it: whoever pays for each change may leave it out.
func (s Setpoint) Habitual() bool { return s.habit }

// Curtail returns the most power that PV may give, 0 W or more, and false
// where all of it may pass. It is PV alone: an inverter that limits PV and
// battery as one is told the sum of Curtail and Power.
func (s Setpoint) Curtail() (energy.Watts, bool) { return s.sun, s.curbs }

// Until returns when the setpoint ends, on the monotonic clock.
func (s Setpoint) Until() time.Time { return s.until }

// Curtailed returns s with PV held to most as well, as control wishes it at a
// negative price: it never lets more PV pass than s. A wish that is no number
// changes nothing.
func (s Setpoint) Curtailed(most energy.Want) Setpoint {
	p, asked := most.Power()
	if !asked || !energy.IsFinite(p) || s.until.IsZero() {
		return s
	}
	if p = max(0, p); !s.curbs || p < s.sun {
		s.sun, s.curbs = p, true
	}
	return s
}
