package safety

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// State is what Step remembers from tick to tick. The zero State is Failsafe.
// States are comparable.
type State struct {
	phase   energy.SafetyState
	trusted signals // readings that may be acted on
	well    bool    // all needed readings were usable at the last Step
	since   time.Time
	born    time.Time // of the first Step
	at      time.Time // of the last Step
	last    Setpoint

	empty   bool // latched until the SoC is back above the reserve
	full    bool
	outside bool // latched until the temperature is back inside
	cold    bool // as outside, for charge
	low     bool // latched until the lowest cell is back up
	high    bool
	island  bool // until the grid is read to be back
	torn    bool // readings contradict each other
	idle    bool // the battery did not do what it was told

	soc      level
	heat     level
	meter    still
	gauge    still            // the state of charge
	capacity energy.WattHours // as last told
	balance  balance
	beyond   beyond
	proof    proof
	swing    swing
	dip      dip
	day      day
	curb     curb
}

// Phase returns the safety state as the plant sees it.
func (s State) Phase() energy.SafetyState { return s.phase }

// Cleared returns s as after a person has looked at it: what was locked for
// good, for readings that contradict each other or cannot be, a battery that does
// not do what it is told or a gauge that does not move, is tried once more. No other
// limit is touched.
func (s State) Cleared() State {
	s.balance, s.beyond, s.proof, s.meter, s.gauge = balance{}, beyond{}, proof{}, still{}, still{}
	return s
}

// age is how long ago the first Step was.
func (s *State) age(now time.Time) time.Duration { return now.Sub(s.born) }

// passed is how long ago the last Step was, never negative.
func (s *State) passed(now time.Time) time.Duration {
	if s.at.IsZero() {
		return 0
	}
	return max(0, now.Sub(s.at))
}

// Verdict says what Step decided, and which bounds changed the wish or would
// have failed it.
type Verdict struct {
	State    energy.SafetyState
	Bounds   energy.Bounds
	Envelope energy.Envelope // what would have been let through; nothing but 0 W where nothing is commanded
}
