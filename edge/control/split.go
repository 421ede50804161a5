package control

import "github.com/hearthgrid/hearthgrid/shared/energy"

// Battery is one of several in a home, as far as sharing a setpoint needs it.
// All are magnitudes; what is not known is 0.
type Battery struct {
	Stored       energy.WattHours // energy it can give
	Room         energy.WattHours // energy it can take
	MaxDischarge energy.Watts
	MaxCharge    energy.Watts
}

// Split shares power, positive discharges, over batteries in proportion to the
// energy each can give, or take, inside its limit, and returns what it could
// place. Shares never have opposite signs, so no battery feeds another. shares
// must be as long as batteries; it is overwritten. A battery without energy, or
// with a field that is no magnitude, gets 0 W.
func Split(power energy.Watts, batteries []Battery, shares []energy.Watts) energy.Watts {
	clear(shares)
	left := power.Abs()
	if !energy.IsFinite(left) {
		return 0
	}
	// Each round either places all that is left or fills one battery up.
	for range batteries {
		if weight := free(power, batteries, shares); weight > 0 && left > 0 {
			left = max(0, left-share(power, left, weight, batteries, shares))
		}
	}
	placed := energy.Watts(0)
	for i := range shares {
		if placed += shares[i]; power < 0 {
			shares[i] = -shares[i]
		}
	}
	if power < 0 {
		return -placed
	}
	return placed
}

// free returns the energy of the batteries that are below their limits.
func free(power energy.Watts, batteries []Battery, shares []energy.Watts) energy.WattHours {
	sum := energy.WattHours(0)
	for i := range batteries {
		if e, most := batteries[i].ability(power); shares[i] < most {
			sum += e
		}
	}
	return sum
}

// share places what it can of left by energy over weight, and returns how much.
func share(power, left energy.Watts, weight energy.WattHours, batteries []Battery, shares []energy.Watts) energy.Watts {
	placed := energy.Watts(0)
	for i := range batteries {
		e, most := batteries[i].ability(power)
		if shares[i] < most {
			next := min(most, shares[i]+left*energy.Watts(e/weight))
			placed += next - shares[i]
			shares[i] = next
		}
	}
	return placed
}

// ability returns the energy and the most power in the direction of power.
func (b *Battery) ability(power energy.Watts) (energy.WattHours, energy.Watts) {
	e, most := b.Stored, b.MaxDischarge
	if power < 0 {
		e, most = b.Room, b.MaxCharge
	}
	if !(e > 0) || !energy.IsFinite(e) || !magnitude(most) {
		return 0, 0
	}
	return e, most
}
