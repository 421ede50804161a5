package safety

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// State is what Step remembers from tick to tick. The zero State is Failsafe.
type State struct {
	phase   energy.SafetyState
	trusted signals // readings that may be acted on
	well    bool    // all needed readings were usable at the last Step
	since   time.Time
	at      time.Time // of the last Step
	last    Setpoint
	empty   bool // latched until the SoC is back above the reserve
	full    bool
	outside bool // latched until the temperature is back inside
}

// Phase returns the safety state as the plant sees it.
func (s State) Phase() energy.SafetyState { return s.phase }

// Verdict says what Step decided, and which bounds changed the wish or would
// have failed it.
type Verdict struct {
	State  energy.SafetyState
	Bounds energy.Bounds
}
