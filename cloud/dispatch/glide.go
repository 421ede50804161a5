package dispatch

import "github.com/hearthgrid/hearthgrid/shared/energy"

// stretch bounds how much a slope grows in one renewal, and its inverse how
// much it shrinks. Homes are renewed one after another under one level: were
// all slopes halved at once, the level would double for those whose turn is
// still to come.
const stretch = 1.25

// glide returns a share on the way from an old one to a new one. What the home
// can no longer do it is not granted, whatever it had.
func glide(from, to energy.Participation, h *Home) energy.Participation {
	to.SlopeUp = between(from.SlopeUp, to.SlopeUp, h.Up, h.EnergyUp)
	to.SlopeDown = between(from.SlopeDown, to.SlopeDown, h.Down, h.EnergyDown)
	to.Bounds = energy.Envelope{Min: -to.SlopeDown, Max: to.SlopeUp}
	return to
}

func between(from, to, most energy.Watts, left energy.WattHours) energy.Watts {
	if left <= 0 {
		return 0
	}
	if from > 0 {
		to = min(max(to, from/stretch), from*stretch)
	}
	return min(to, most)
}
