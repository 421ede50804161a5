package dispatch

import (
	"github.com/hearthgrid/hearthgrid/cloud/dispatch/split"
)

// Costs weigh what else a split costs against homes that run out sooner than others,
// in 1/h (package split). With none, homes share by their energy alone. Loss is in force
// where a home's Surplus is known, Switch for homes that hold a grant; what a battery's
// use wears is each Home's own.
type Costs struct {
	Loss   split.Price // for what is more than the home takes or has to spare itself
	Switch split.Price // for what is more than it has been granted
}

// DefaultCosts returns costs at which shares stay as they are while homes use up
// within 2 % per hour of the same share of their energy, and at which a home gives
// what it does not need itself where others would use up 10 % per hour more.
func DefaultCosts() Costs { return Costs{Loss: 0.1, Switch: 0.02} }

// lastResort is above what any other cost makes of a home's price: one that has
// done its part of a month is used where no other can be.
const lastResort split.Price = 100

// sides returns what a home can do in either direction and what it costs.
func (h *Home) sides(c Costs) (up, down split.Side) {
	if !h.Ready {
		return up, down
	}
	wear := h.Wear
	if h.Standing.Last {
		wear += lastResort
	}
	up = split.Side{Most: h.Up, Weight: h.Standing.Weigh(h.EnergyUp), Own: -h.Surplus, Present: h.Granted.SlopeUp}
	down = split.Side{Most: h.Down, Weight: h.Standing.Weigh(h.EnergyDown), Own: h.Surplus, Present: h.Granted.SlopeDown}
	for _, s := range []*split.Side{&up, &down} {
		s.Wear, s.Loss, s.Switch = wear, c.Loss, c.Switch
	}
	return up, down
}
