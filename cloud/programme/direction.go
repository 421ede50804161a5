package programme

import "github.com/hearthgrid/hearthgrid/shared/energy"

// direction is up (discharge) or down (charge), with what is told of it.
type direction struct {
	down   bool
	power  Resource
	energy Resource
}

var (
	upward   = direction{power: PowerUp, energy: EnergyUp}
	downward = direction{down: true, power: PowerDown, energy: EnergyDown}
)

// side is what a claim has in one direction.
type side struct {
	power  energy.Watts
	energy energy.WattHours
}

func (c *Claim) in(d direction) side {
	if d.down {
		return side{c.Down, c.EnergyDown}
	}
	return side{c.Up, c.EnergyUp}
}

func (d direction) most(h *Home) energy.Watts {
	if d.down {
		return h.Down
	}
	return h.Up
}

func (d direction) stored(h battery) energy.WattHours {
	if d.down {
		return h.down
	}
	return h.up
}
