package estimate

import (
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Total is what is believed of all homes of a node. It is never without its
// coverage.
type Total struct {
	Powers   [numQuantities]Power
	Coverage energy.Coverage
	Median   time.Duration // age of the data, within a quarter octave
	States   [NumStates]int
	Stored   Power // Wh
	Up, Down [numSpans]Power

	shortfalls *[numSpans]shortfalls
}

// Power is a sum with the law of its error: mean, variance, and how its tails differ
// from a normal's.
type Power struct {
	Mean     energy.Watts
	Variance float64 // W²
	Homes    int     // that have told of it; the rest is missing, and not 0
	skewness float64
	kurtosis float64 // excess
	shape    *shape
	factor   *[numLevels]float32 // that quantiles are further from the mean, as was learned; nil for none
}

// Total adds the regions below a node up: what homes do on their own by its
// cumulants, what regions share by the square of all its homes together.
func (f *Fleet) Total(n Node) Total {
	var t Total
	var s sum
	var all [numQuantities]cumulants
	var tuning [numQuantities]tuned
	for _, i := range f.tree.of[n] {
		row := &f.tree.rows[i]
		r := &f.regions[row.region]
		s.add(&row.sum)
		for q, of := range f.kinds(row) {
			var own cumulants
			own.add(&row.sum.powers[q], &r.air, f.mixed(Quantity(q), &of))
			all[q].join(&own)
			tuning[q].add(f, Quantity(q), own.two, of)
		}
	}
	for q := range all {
		t.Powers[q] = all[q].power(s.powers[q].homes, f.shape)
		if all[q].two > 0 {
			t.Powers[q].factor = tuning[q].factors(f.spans[q])
		}
	}
	t.describe(&s, f.trust, f.shape)
	t.shortfalls = &f.shortfalls
	return t
}

func (t *Total) describe(s *sum, trust float64, shape *shape) {
	heard := 0
	for i, n := range s.states {
		t.States[i] = int(n)
		heard += int(n)
	}
	heard -= t.States[Silent]
	t.Coverage = energy.Coverage{
		Measured: int(s.measured), Modelled: heard - int(s.measured), Missing: t.States[Silent],
		Oldest: time.Duration(s.oldest) * time.Second / tick,
	}
	t.Median = min(s.median(heard), t.Coverage.Oldest) // ages are counted by quarter octaves
	t.Stored = s.energy.power(heard, 1, shape)
	for i := range s.up {
		t.Up[i], t.Down[i] = s.up[i].power(t.States[Ready], trust, shape), s.down[i].power(t.States[Ready], trust, shape)
	}
}

func (s *sum) median(heard int) time.Duration {
	left := heard / 2
	for i, n := range s.ages {
		if left -= int(n); left < 0 {
			return time.Duration(ageOf(i) * float64(time.Second))
		}
	}
	return 0
}

// cumulants are of the error of a sum.
type cumulants struct{ mean, two, three, four float64 }

func (c *cumulants) add(m *moments, a *air, s scale) {
	o := math.Sqrt(s.own)
	c.mean += m.mean
	c.two += s.own*m.two + s.shared*m.shared(a)
	c.three += s.own * o * m.three
	c.four += s.own * s.own * m.four
	o = math.Sqrt(s.shared)
	c.three += s.shared * o * (m.sky*m.sky*m.sky*float64(a.sky.three) + m.draw*m.draw*m.draw*float64(a.draw.three))
	c.four += s.shared * s.shared * (math.Pow(m.sky, 4)*float64(a.sky.four) + math.Pow(m.draw, 4)*float64(a.draw.four))
}

// shared returns the variance of what the sum's homes share.
func (m *moments) shared(a *air) float64 {
	return m.sky*m.sky*float64(a.sky.variance) + m.draw*m.draw*float64(a.draw.variance)
}

func (c *cumulants) power(homes int, s *shape) Power {
	p := Power{Mean: energy.Watts(c.mean), Variance: c.two, Homes: homes, shape: s}
	if c.two > 0 {
		p.skewness, p.kurtosis = c.three/math.Pow(c.two, 1.5), c.four/(c.two*c.two)
	}
	return p
}

// power is that of an offer whose homes each keep it with probability p: a Bernoulli
// variable has the cumulants p(1-p) and p(1-p)(1-2p), and the sum of cubes is taken for
// that of homes that can all do as much. That p was learned from so many
// homes is an error that all of them share.
func (o *offer) power(homes int, p float64, s *shape) Power {
	c := cumulants{mean: p * o.mean, two: p*(1-p)*(o.square+o.mean*o.mean/trials) + p*o.doubt}
	if o.mean > 0 {
		c.three = p * (1 - p) * (1 - 2*p) * o.square * o.square / o.mean
	}
	return c.power(homes, s)
}

// Quantile returns the power that is not exceeded with probability level, 0..1
// without its ends.
func (p Power) Quantile(level energy.Ratio) energy.Watts {
	return p.Mean + energy.Watts(p.tunedFar(float64(level)))
}

// Interval returns the range that holds the true value with probability level.
func (p Power) Interval(level energy.Ratio) energy.Envelope {
	return energy.Envelope{Min: p.Quantile((1 - level) / 2), Max: p.Quantile((1 + level) / 2)}
}

// Estimate returns the power as the estimate it is, where any home has told of it.
func (t *Total) Estimate(q Quantity) energy.Estimate {
	p := &t.Powers[q]
	e := energy.Estimate{Mean: p.Mean, Variance: p.Variance, Age: t.Coverage.Oldest, Provenance: energy.Modelled}
	switch {
	case p.Homes == 0:
		return energy.Estimate{}
	case t.Coverage.Modelled == 0:
		e.Provenance = energy.Measured
	}
	return e
}
