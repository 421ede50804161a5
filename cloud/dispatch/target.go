package dispatch

import (
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Target is the battery power wanted of a plant until a time. It ends alone.
type Target struct {
	Power energy.Watts // positive discharges
	Until time.Time
}

func (t Target) check(plant energy.PlantID, now time.Time) error {
	bad := func(hint, format string, args ...any) error {
		return &fault.Error{Op: "set target", Kind: fault.Invalid, Subject: string(plant), Hint: hint, Err: fmt.Errorf(format, args...)}
	}
	if !energy.IsFinite(t.Power) {
		return bad("give a power in W", "power %v W is not a number", t.Power)
	}
	if !t.Until.After(now) {
		return bad("give an end in the future", "end %v is not after now, %v", t.Until, now)
	}
	return nil
}
