package plant

import "math/rand/v2"

// presence is whether anybody is home: a two-state chain whose hazards follow
// the hour and the kind of day.
type presence struct{ home bool }

func (p *presence) step(r *rand.Rand, hour float64, weekend bool, hours float64) {
	leave, come := hazards(int(hour), weekend)
	hazard := come
	if p.home {
		hazard = leave
	}
	if hazard > 0 && r.Float64() < hazard*hours {
		p.home = !p.home
	}
}

// factor scales the uses that people start.
func (p *presence) factor() float64 {
	if p.home {
		return 1
	}
	return awayFactor
}

// hazards returns how often per hour people leave, and come back.
func hazards(hour int, weekend bool) (leave, come float64) {
	switch {
	case hour < 6:
		return 0.005, 0.1
	case hour < 9 && !weekend:
		return 0.3, 0.2
	case hour < 16:
		return 0.1, 0.2
	case hour < 20:
		return 0.06, 0.7
	}
	return 0.03, 0.5
}

// weights returns the expected sum over a mean day of activity, and of
// activity times the presence factor: what rates are divided by.
func weights() (free, tended float64) {
	home := 1.0
	for hour := range 21 * 24 {
		leave, come := hazards(hour%24, hour/24%7 >= 5)
		home += (1-home)*come*0.9 - home*leave*0.95
		if hour >= 7*24 {
			free += activity[hour%24] / 14
			tended += activity[hour%24] * (home + (1-home)*awayFactor) / 14
		}
	}
	return free, tended
}
