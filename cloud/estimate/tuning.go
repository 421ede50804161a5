package estimate

import "math"

// tuning is by how much further from its mean the quantiles of a sum are than the law
// of its moments says. What homes tell is compared with what was believed of the sum
// of them a moment before, and each quantile is moved out where it was exceeded and
// in where not, so that in the long run it is exceeded as often as it should be,
// whatever the law (Gibbs and Candès 2021; on the scale of the quantile as in
// Angelopoulos, Candès and Tibshirani 2023).
type tuning [numQuantities]struct {
	n      float32
	factor [numLevels]float32
}

// Homes that were silent until they told are learned of apart.
const (
	wasLive = iota
	wasSilent
	numKinds = 2
)

func newTuning() (t tuning) {
	for q := range t {
		for i := range levels {
			t[q].factor[i] = 1
		}
	}
	return t
}

// learn takes one sum of what was told, less what was believed: c.mean is that.
func (t *tuning) learn(q Quantity, c *cumulants, s *shape) {
	if c.two <= 1 {
		return
	}
	f := &t[q]
	f.n = min(f.n+1, 1/leastPace)
	pace := max(leastPace, min(1/f.n, 0.2))
	law := c.power(1, s)
	law.Mean = 0
	for i, p := range levels {
		at := float64(f.factor[i]) * law.far(p)
		share, beyond := p, c.mean < at
		if i > numLevels/2 {
			share, beyond = 1-p, c.mean > at
		}
		if beyond {
			share--
		}
		f.factor[i] = min(max(f.factor[i]*float32(math.Exp(-float64(pace)*share)), 1/widest), widest)
	}
	f.factor[numLevels/2] = 1
}

const (
	leastPace = 0.03
	widest    = 8 // times that a quantile is further or nearer than by the law
)

// heardOf is what homes that rehearse told since it was last looked at, less what was
// believed of them, with the law of that.
type heardOf struct {
	powers [numQuantities]moments
	homes  int
}

// surprise notes what a home tells, before it is taken, in what its region is
// surprised by.
func (f *Fleet) surprise(i Slot, r *Report) {
	var s sum
	p, ok := f.judged(i, r.At, &s)
	if !ok {
		return
	}
	kind := wasLive
	if p.block.lanes[0].age > live {
		kind = wasSilent
	}
	h, snap := &p.region.heard[kind], &r.Snapshot
	for q, told := range [...]reading{Battery: snap.Battery, PV: snap.PV, Load: snap.Load, Grid: snap.Grid} {
		v, ok := told.Value()
		if m := &s.powers[q]; ok && m.homes > 0 {
			m.mean = float64(v) - m.mean
			h.powers[q].add(m)
		}
	}
	h.homes++
}

// tune learns of what regions are surprised by, each alone and all together, where
// enough homes told.
func (f *Fleet) tune() {
	var all [numQuantities]cumulants
	var squares [numQuantities]float64
	for i := range f.regions {
		r := &f.regions[i]
		for kind := range r.heard {
			h := &r.heard[kind]
			if h.homes < max(enough, min(r.panel/(2+2*kind), 24)) {
				continue
			}
			for q := range h.powers {
				var c cumulants
				c.add(&h.powers[q], r)
				if Quantity(q) == PV && c.two < float64(h.homes)*daylight*daylight/16 {
					continue // at night nothing is believed of PV but what is sure
				}
				r.tuned[kind].learn(Quantity(q), &c, f.shape)
				if kind == wasLive {
					all[q].join(&c)
					squares[q] += c.two * c.two
				}
			}
			*h = heardOf{}
		}
	}
	for q := range all {
		if n := all[q].two * all[q].two / squares[q]; n > 1.5 {
			f.tuned.learn(Quantity(q), &all[q], f.shape)
			f.spans[q] += 0.02 * (n - f.spans[q])
		}
	}
}

func (c *cumulants) join(o *cumulants) {
	c.mean += o.mean
	c.two += o.two
	c.three += o.three
	c.four += o.four
}
