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

func newTunings() (t [numKinds]tuning) {
	for k := range t {
		t[k] = newTuning()
	}
	return t
}

func newTuning() (t tuning) {
	for q := range t {
		for i := range levels {
			t[q].factor[i] = 1
		}
	}
	return t
}

// learn takes one sum of what was told, less what was believed: c.mean is that, and
// pace what it weighs.
func (t *tuning) learn(q Quantity, c *cumulants, s *shape, memory float32, elapsed uint32) {
	if c.two <= 1 {
		return
	}
	f := &t[q]
	step := float32(min(elapsed, 300*tick))
	f.n = min(f.n+step, memory)
	pace := min(step/max(f.n, least), 0.2)
	law := c.power(1, s)
	law.Mean = 0
	for i, p := range levels {
		at := float64(f.factor[i]) * law.farOf(normals[i])
		share, beyond := p, c.mean < at
		if i > numLevels/2 {
			share, beyond = 1-p, c.mean > at
		}
		if beyond {
			share--
		}
		f.factor[i] = min(max(f.factor[i]*float32(math.Exp(-min(float64(pace)*gains[i], mostGain)*share)), 1/widest), widest)
	}
	f.factor[numLevels/2] = 1
}

// gains are by how much the logarithm of a quantile moves for a share of one that it is
// exceeded too often: one over what a normal's share changes by. With these the
// quantiles found are as good as those of all errors kept and sorted (Robbins and
// Monro 1951); with less they are for long where they began.
var gains = gainsOf(levels)

const mostGain = 0.3

// least is for how long what is learned at first counts, in ticks.
const least = 8 * 3600 * tick

// normals are the quantiles of a normal at the levels.
var normals = normalsOf(levels)

func normalsOf(levels [numLevels]float64) (z [numLevels]float64) {
	for i, p := range levels {
		z[i] = normalQuantile(p)
	}
	return z
}

func gainsOf(levels [numLevels]float64) (g [numLevels]float64) {
	for i, p := range levels {
		z := math.Abs(normalQuantile(p))
		g[i] = math.Sqrt(2*math.Pi) * math.Exp(z*z/2) / max(z, 0.1)
	}
	return g
}

// widest is how many times a quantile is further or nearer than by the law.
const widest = 8

// tune learns of what regions are surprised by, each alone and all together, where
// enough homes told.
func (f *Fleet) tune(k kind) {
	var all [numQuantities]cumulants
	var squares [numQuantities]float64
	var elapsed uint32
	for i := range f.regions {
		r := &f.regions[i]
		h := &r.heard[k]
		if h.homes < r.least(k) {
			continue
		}
		elapsed = max(f.pass.now-h.since, 1)
		for q := range h.powers {
			var c cumulants
			m := &h.powers[q]
			c.add(m, r.as(k), f.splits[k][q].scale())
			if Quantity(q) == PV && c.two < float64(h.homes)*daylight*daylight/16 {
				continue // at night nothing is believed of PV but what is sure
			}
			s := &h.splits[q]
			s.sum, s.own, s.sharing = m.mean*m.mean, m.two, m.shared(r.as(k))
			f.outdo(k, Quantity(q), r, s, elapsed)
			f.splits[k][q].learn(s, float64(min(elapsed, 300*tick))/float64(len(f.regions)*days*24*3600*tick))
			f.alone[k].learn(Quantity(q), &c, f.shape, k.remembers()*float32(len(f.regions)), elapsed)
			all[q].join(&c)
			squares[q] += c.two * c.two
		}
		*h = heardOf{}
		for j := range r.heard {
			if k.besides(kind(j)) {
				r.heard[j].since = f.pass.now
			}
		}
	}
	for q := range all {
		if n := all[q].two * all[q].two / squares[q]; n > 1.5 {
			f.whole[k].learn(Quantity(q), &all[q], f.shape, k.remembers(), elapsed)
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
