package estimate

import "math"

// usual is what a home does at one hour of the day: mean and spread of its load, W,
// and its PV under a clear sky, W. All are learned with exponential weights.
type usual struct{ load, spread, pv float32 }

// usualAt returns what a home does at an instant of the day.
func (h *habits) usualAt(now *clocks) usual {
	a, b := &h.usual[now.civil.a], &h.usual[now.civil.b]
	w := now.civil.w
	return usual{
		load: a.load + w*(b.load-a.load), spread: a.spread + w*(b.spread-a.spread), pv: now.bend * h.line(&now.solar),
	}
}

// line returns the PV on the line between two hours.
func (h *habits) line(c *clock) float32 {
	a, b := h.usual[c.a].pv, h.usual[c.b].pv
	return max(0, a+c.w*(b-a))
}

// learnLoad follows mean and spread by what a load was beyond its mean. A spread below
// a quarter of the mean is no household's.
func (u *usual) learnLoad(d, w float32) {
	u.load += w * d
	s := u.spread*u.spread + w/2*(d*d-u.spread*u.spread)
	u.spread = max(root(s), 30, 0.25*float32(math.Abs(float64(u.load))))
}

// learnPV follows what PV gives under a clear sky by what it gave beyond that: the
// expectile of 0.93 (Newey and Powell 1987), which goes up fast and down slowly.
// Shares of it are alike from week to week, when shares of the mean are not.
func (u *usual) learnPV(d, w, down float32) {
	if d < 0 {
		w *= down
	}
	u.pv += min(2*w, 1) * d
}
