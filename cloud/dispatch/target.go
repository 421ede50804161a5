package dispatch

import (
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Target is what a plant is asked for until a time: the battery power of its
// homes together, positive discharges. It ends alone.
type Target struct {
	Power energy.Watts
	// Capacity is what the plant is assigned: the greatest magnitude that
	// targets take while it holds, so that the homes can share it by the energy
	// they have left. 0 where nothing is assigned: the homes then offer all.
	Capacity energy.Watts
	Until    time.Time
}

// Check returns why no plant can take t at now, as Invalid, or nil.
func (t Target) Check(plant energy.PlantID, now time.Time) error {
	bad := func(hint, format string, args ...any) error {
		return &fault.Error{Op: "set target", Kind: fault.Invalid, Subject: string(plant), Hint: hint, Err: fmt.Errorf(format, args...)}
	}
	if !(t.Power.Abs() <= energy.MostPower) {
		return bad("give a power in W that a plant can have", "power %v W: want a magnitude of at most %v W", t.Power, energy.MostPower)
	}
	if !(t.Capacity >= 0 && t.Capacity <= energy.MostPower) {
		return bad("give a capacity above 0 W, or none", "capacity %v W: want at most %v W", t.Capacity, energy.MostPower)
	}
	if t.Capacity > 0 && t.Power.Abs() > t.Capacity {
		return bad("assign more, or ask for less", "power %v W is beyond the capacity of %v W", t.Power, t.Capacity)
	}
	if !t.Until.After(now) {
		return bad("give an end in the future", "end %v is not after now, %v", t.Until, now)
	}
	return nil
}

// reserve is how much more is granted than the capacity assigned: it lets the
// loop ask for more while homes are on their way, and of the others for what
// some do not do.
const reserve = 1.5

// offer returns what to split over the homes, of what the plant may offer.
func (t Target) offer(all energy.Envelope) energy.Envelope {
	if t.Capacity == 0 {
		return all
	}
	return energy.Envelope{Min: all.Clamp(-reserve * t.Capacity), Max: all.Clamp(reserve * t.Capacity)}
}
