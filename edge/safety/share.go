package safety

import (
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Batteries in one home never oppose each other.
//
// Each inverter in its own mode regulates on the home's one meter. Two that do so
// see each other's power as load: nothing keeps one from charging with what the
// other gives. So at most one battery of a home is in its own mode, for as long as
// there is a choice:
//
//   - Where a power is asked, all that are commanded get a share of it, of one sign,
//     and none before the others have come off the other one: see Abreast.
//   - Where none is, one leads in its own mode and the others follow at 0 W.
//   - Beside a battery that cannot be commanded, and so is in its own mode, the
//     others do only what the home itself lacks or has left: see Deference.
//   - On an island, or for a battery that did not do what it was told, own mode is
//     all there is, and nobody else knows better.

// Share splits set, which Step approved for the sum, over parts; into has as many.
// Each share has the sign of the whole, lies inside what its part is able to by the
// last See, and is in proportion to the energy that its battery has left, or has room
// for, so that all of them are empty, or full, at the same time. What one cannot take
// goes to those who can. Where all together cannot, the rest is given to nobody.
//
// leads says which part is left in its own mode where no power is asked, -1 for none:
// the others are held at 0 W then, unless st says that nothing may be commanded. PV is
// curtailed as set says, whoever is told.
func Share(st *State, set Setpoint, parts []*Part, leads int, into []Setpoint) {
	power, asked := set.Power()
	for i := range into {
		into[i] = set
		into[i].asked = asked || st.bar() == 0 && i != leads && !set.until.IsZero()
		into[i].power = 0
	}
	if !asked {
		return
	}
	sign := energy.Watts(1)
	if power < 0 {
		sign = -1
	}
	left := fill(power.Abs(), sign, parts, into, (*Part).energy)
	fill(left, sign, parts, into, (*Part).most)
}

// fill gives away left by weight, and returns what nobody can take. Each round fills
// at least one part up, or is the last.
func fill(left, sign energy.Watts, parts []*Part, into []Setpoint, weight func(*Part, energy.Watts) float64) energy.Watts {
	for range parts {
		var whole float64
		for i, p := range parts {
			if into[i].power.Abs() < p.room(sign) {
				whole += weight(p, sign)
			}
		}
		if !(whole > 0) || left <= 0 {
			return left
		}
		spread, full := left, false
		for i, p := range parts {
			given, room := into[i].power.Abs(), p.room(sign)
			if given >= room {
				continue
			}
			more := spread * energy.Watts(weight(p, sign)/whole)
			if more >= room-given {
				more, full = room-given, true
			}
			into[i].power += sign * more
			left -= more
		}
		if !full {
			return 0
		}
	}
	return max(0, left)
}

// room is the most that the battery is able to in the direction of sign, a magnitude.
func (p *Part) room(sign energy.Watts) energy.Watts {
	if sign < 0 {
		return max(0, -p.able.Min)
	}
	return max(0, p.able.Max)
}

func (p *Part) most(sign energy.Watts) float64 { return float64(p.room(sign)) }

func (p *Part) energy(sign energy.Watts) float64 {
	if sign < 0 {
		return float64(p.below)
	}
	return float64(p.above)
}

// Own returns s for a battery that is left in its own mode.
func (s Setpoint) Own() Setpoint {
	s.power, s.asked = 0, false
	return s
}
