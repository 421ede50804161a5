package safety

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Setpoint is what a device may be told until a deadline. Only Step makes a
// non-zero one; the zero Setpoint has already expired and commands nothing.
type Setpoint struct {
	power energy.Watts
	asked bool
	until time.Time
}

// Power returns the battery power to hold, positive discharges, and false
// where the inverter is to be left in its own mode.
func (s Setpoint) Power() (energy.Watts, bool) { return s.power, s.asked }

// Until returns when the setpoint ends, on the monotonic clock.
func (s Setpoint) Until() time.Time { return s.until }
