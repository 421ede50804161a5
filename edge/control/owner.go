package control

import (
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Spell is something that is on until a time; a zero Until is until it is
// turned off.
type Spell struct {
	On    bool          `json:"on"`
	Until time.Time     `json:"until"`
	Left  time.Duration `json:"left_ns,omitempty"` // when it was kept, see Memory
}

func (s Spell) holds(now time.Time) bool { return s.On && (s.Until.IsZero() || now.Before(s.Until)) }

// wishes are what the owner set. A storm lies over the reserve and never
// overwrites it, so that its end needs to bring nothing back.
type wishes struct {
	Reserve energy.Ratio
	Storm   Spell
	Shelter energy.Ratio // kept during the storm
	Pause   Spell
}

// reserveSlack lies around the reserve, so that a wavering reading moves nothing.
const reserveSlack energy.Ratio = 0.01

// Reserve keeps at least the share keep of the battery's energy: at or below it
// nothing discharges, and below it the battery is charged. 0 keeps none. It
// refuses with Invalid what is no share.
func (d *Desk) Reserve(keep energy.Ratio) error {
	if err := checkShare("reserve", keep); err != nil {
		return err
	}
	d.owner.Reserve = keep
	return nil
}

// Storm keeps the share keep until a time, or until Calm where it is zero,
// whatever smaller reserve is set, and charges up to it with all that the battery
// takes. The same again changes nothing but that time.
func (d *Desk) Storm(keep energy.Ratio, until time.Time) error {
	if err := checkShare("storm", keep); err != nil {
		return err
	}
	d.owner.Storm, d.owner.Shelter = Spell{On: true, Until: until}, keep
	return nil
}

// Calm ends the storm: all is as it was set before.
func (d *Desk) Calm() { d.owner.Storm, d.owner.Shelter = Spell{}, 0 }

// Pause takes the home out of plan, dispatch and response until a time, or until
// Resume where it is zero. It holds from the next Decide on, before and during
// an event. Orders are still taken and still end; they move nothing.
func (d *Desk) Pause(until time.Time) { d.owner.Pause = Spell{On: true, Until: until} }

// Resume ends the pause.
func (d *Desk) Resume() { d.owner.Pause = Spell{} }

// sheltered tells whether a storm keeps more than the reserve does.
func (w *wishes) sheltered(now time.Time) bool { return w.Storm.holds(now) && w.Shelter > w.Reserve }

func (w *wishes) keep(now time.Time) energy.Ratio {
	if w.Storm.holds(now) {
		return max(w.Reserve, w.Shelter)
	}
	return w.Reserve
}

func checkShare(what string, keep energy.Ratio) error {
	if keep >= 0 && keep <= 1 {
		return nil
	}
	return &fault.Error{Op: "set " + what, Kind: fault.Invalid, Hint: "want a share of the battery from 0 to 1", Err: fmt.Errorf("%v", keep)}
}

// ownersWish returns what the owner wants in place of others, the wish that
// would be taken without it: none where that suits. A storm watch that asks for
// more than the reserve has a name of its own.
func (d *Desk) ownersWish(v *look, others energy.Want) (energy.Layer, energy.Want) {
	suits := energy.Want{}
	if v.paused {
		suits = others
	}
	power, asked := others.Power()
	most, bound := d.reserved(v)
	switch {
	case !bound || (asked && power <= most):
		return energy.Owner, suits
	case d.owner.sheltered(v.now):
		return energy.Storm, wish(most)
	}
	return energy.Owner, wish(most)
}

// reserved returns the most battery power that the reserve allows, and false
// where it allows all. A state of charge that is not known is not above it.
func (d *Desk) reserved(v *look) (energy.Watts, bool) {
	keep := d.owner.keep(v.now)
	if keep <= 0 {
		return 0, false
	}
	soc, _ := v.snap.SoC.Value()
	if v.snap.SoC.Quality() != energy.Good {
		return 0, true
	}
	above := d.stored.at(soc, keep+reserveSlack, keep)
	if filled := d.filled.at(soc, keep, keep-reserveSlack); filled {
		return 0, !above
	}
	refill, _ := d.withinPeak(-d.refill(v), v).Power()
	return min(0, refill), true
}

// refill is the power that the battery is charged with below what is kept: in a
// storm all that it takes, for the grid may go.
func (d *Desk) refill(v *look) energy.Watts {
	most, _ := v.snap.MaxCharge.Value()
	if d.owner.sheltered(v.now) && v.snap.MaxCharge.Quality() == energy.Good {
		return max(d.config.Refill, most)
	}
	return d.config.Refill
}
