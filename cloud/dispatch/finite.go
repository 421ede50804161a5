package dispatch

import "github.com/hearthgrid/hearthgrid/shared/energy"

// bounded returns in with every power inside what any plant can have, so that
// no sum or square of them leaves the numbers.
func (in Input) bounded() Input {
	all := energy.Envelope{Min: -energy.MostPower, Max: energy.MostPower}
	for _, p := range []*energy.Watts{&in.Target, &in.Most, &in.Up, &in.Down, &in.Loose, &in.Total.Mean} {
		*p = all.Clamp(*p)
	}
	return in
}

// finite tells whether all that s holds is a number.
func (s *State) finite() bool {
	if !numbers(float64(s.asked), float64(s.correction), s.trend.xx, s.trend.xy) || !numbers(s.now[:]...) || !s.witness.finite() {
		return false
	}
	for i := range s.trace.n {
		if !numbers(s.trace.rows[i][:]...) {
			return false
		}
	}
	return true
}

func (w *witness) finite() bool {
	for i := range w.bank {
		for j := range w.bank[i] {
			if m := &w.bank[i][j]; !numbers(m.z, m.zz, m.zy) {
				return false
			}
		}
	}
	return numbers(w.weight, w.y, w.yy, w.answer.Gain)
}

func numbers(all ...float64) bool {
	for _, v := range all {
		if !energy.IsFinite(v) {
			return false
		}
	}
	return true
}
