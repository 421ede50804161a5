package control

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// look is what one Decide knows of the home.
type look struct {
	snap     energy.Snapshot
	now      time.Time
	slot     Slot        // of the plan or the table; the zero Slot for none
	paused   bool        // the owner is out of plan, dispatch and response
	costly   bool        // export costs, and the plan counts
	response energy.Want // change of power that the frequency asks for
	neutral  energy.Want // battery power that would bring the connection to 0 W
}

// Decide returns what each layer wants and whose wish is taken. State, Approved
// and Bounds are left for safety to fill. now must not run backwards.
func (d *Desk) Decide(snap energy.Snapshot, now time.Time) energy.Decision {
	var out energy.Decision
	if d.inForce(now) {
		out.Order, out.LeaseLeft = d.order.ID, d.ends.Sub(now)
	}
	if d.armed.holds(now) {
		out.Arm, out.ArmLeft = d.armed.arm.ID, d.armed.ends.Sub(now)
	}
	if islanded(&snap) {
		d.neutral, d.used = tracker{}, tracker{}
		return out
	}
	v := d.look(&snap, now)
	wants := &out.Wants
	wants[energy.SelfConsumption] = d.selfConsumption(&v)
	wants[energy.PeakShaving] = d.shave(&v)
	own := top(wants)
	wants[energy.Plan] = d.planned(&v)
	wants[energy.Dispatch] = d.dispatch(now)
	wants[energy.Frequency] = d.respond(&v, wants[top(wants)])
	others := top(wants)
	if v.paused {
		others = own
	}
	person, power := d.ownersWish(&v, wants[others])
	wants[person] = power
	if v.paused {
		decline(wants)
	}
	out.Layer, out.Curtail = top(wants), d.curtail(&v)
	return out
}

// top returns the highest layer that wishes.
func top(wants *[energy.NumLayers]energy.Want) energy.Layer {
	ranks := [...]energy.Layer{energy.Storm, energy.Owner, energy.Frequency, energy.Dispatch, energy.Plan, energy.PeakShaving, energy.SelfConsumption}
	for _, layer := range ranks {
		if _, ok := wants[layer].Power(); ok {
			return layer
		}
	}
	return energy.NoWish
}

// decline drops what comes from outside where the owner, who is out of it, has
// no wish to stand above it: a home that cannot tell what it wants is not moved
// by others.
func decline(wants *[energy.NumLayers]energy.Want) {
	if person := top(wants); person != energy.Owner && person != energy.Storm {
		wants[energy.Plan], wants[energy.Dispatch], wants[energy.Frequency] = energy.Want{}, energy.Want{}, energy.Want{}
	}
}

func (d *Desk) look(snap *energy.Snapshot, now time.Time) look {
	v := look{snap: *snap, now: now, paused: d.owner.Pause.holds(now)}
	v.slot, _ = d.Asked(now)
	v.response = d.change(snap.Frequency, now)
	v.costly = !v.paused && v.slot.Tariff.exportCosts()
	d.track(&v)
	return v
}

// track follows the home's balance. While the frequency is answered, and
// as long after as the meter shows it, the balance stands still, for the response
// must not be taken for a change of the load (the power before the event, P_pre
// of IEEE 1547-2018 6.5.2.7).
func (d *Desk) track(v *look) {
	grid, battery, ok := flows(&v.snap)
	if !ok {
		return
	}
	if d.answers(v) && !v.paused {
		d.answered = v.now
	}
	switch late := d.config.late(); {
	case d.neutral.known && v.now.Sub(d.answered) <= late:
		d.neutral.hold(battery, late, v.now)
	case v.costly: // PV answers too
		d.neutral.drift(battery, grid, d.most(), shared*late, v.now)
	default:
		d.neutral.follow(battery, grid, d.most(), late, v.now)
	}
	v.neutral = wish(d.neutral.power)
}

// most returns the share corrected at once, for layers that work without
// self-consumption too.
func (d *Desk) most() energy.Ratio {
	if d.config.Gain > 0 {
		return min(d.config.Gain, 1)
	}
	return 1
}

// selfConsumption aims at 0 W, and at a little import where export costs.
func (d *Desk) selfConsumption(v *look) energy.Want {
	p, ok := v.neutral.Power()
	if !ok || !(d.config.Gain > 0) {
		return energy.Want{}
	}
	if v.costly {
		p -= aside
	}
	return wish(p)
}

func flows(snap *energy.Snapshot) (grid, battery energy.Watts, ok bool) {
	grid, _ = snap.Grid.Value()
	battery, _ = snap.Battery.Value()
	return grid, battery, snap.Grid.Quality() == energy.Good && snap.Battery.Quality() == energy.Good
}

// islanded believes a doubtful reading too: to act on a grid that is not there
// is the worse mistake.
func islanded(snap *energy.Snapshot) bool {
	cut, ok := snap.Islanded.Value()
	return ok && cut >= 0.5
}

func wish(p energy.Watts) energy.Want {
	if !energy.IsFinite(p) {
		return energy.Want{}
	}
	return energy.WantPower(p)
}
