package estimate

import "math"

// aged is a growth at one age and bin, ready for use: how much of the last value
// still stands, and the cumulants of the error.
type aged struct {
	keep, shift, two, three, four float32
}

// agedTable is a growth at all ages. Quantiles stand apart, for a pass over all
// homes does not need them.
type agedTable struct {
	moments   [numAges][numBins]aged
	hold      [numAges][numBins]float32
	quantiles [numAges][numBins][numLevels]float32
}

// table fills t. With age no variance shrinks, no quantile comes nearer to the middle
// and nothing stands longer: where what was learned says so, the octaves at odds are
// pooled by how much each has learned (isotonic regression, Ayer et al. 1955).
func (g *growth) table(t *agedTable, s *sorter) {
	keep := g.along(func(o *octave) (float64, float64) { return -o.keep(), o.n })
	for b := range numBins {
		of := func(value func(*errors) float64) func(*octave) (float64, float64) {
			return func(o *octave) (float64, float64) { return value(&o.bins[b]), o.bins[b].n }
		}
		two := g.along(of(func(e *errors) float64 { return e.two }))
		g.settle(b, s)
		var bands [numLevels][octaves]float64
		for l := range bands {
			side := math.Copysign(1, float64(l)-numLevels/2)
			bands[l] = g.along(of(func(e *errors) float64 { return side * e.quantile[l] }))
		}
		for i := range numAges {
			j, w := g.between(math.Log2(ageOf(i)) + 0.5/perOctave)
			m := &t.moments[i][b]
			m.keep, m.two = -blend(&keep, j, w), blend(&two, j, w)
			g.higher(m, j, b, w)
			t.hold[i][b] = float32(g.cells[j].bins[b].hold*(1-w) + g.cells[min(j+1, octaves-1)].bins[b].hold*w)
			for l := range bands {
				t.quantiles[i][b][l] = blend(&bands[l], j, w) * float32(math.Copysign(1, float64(l)-numLevels/2))
			}
		}
	}
}

func (g *growth) settle(bin int, s *sorter) {
	for j := range g.cells {
		e := &g.cells[j].bins[bin]
		e.recent.settle(e, s)
	}
}

// higher fills in what need not grow with age: shift, and the tails as multiples of
// the variance.
func (g *growth) higher(m *aged, j, bin int, w float64) {
	p, q := &g.cells[j].bins[bin], &g.cells[min(j+1, octaves-1)].bins[bin]
	mix := func(x, y float64) float64 { return x*(1-w) + y*w }
	skew := mix(p.three/math.Pow(p.two+1e-9, 1.5), q.three/math.Pow(q.two+1e-9, 1.5))
	kurtosis := mix(p.four/(p.two*p.two+1e-12), q.four/(q.two*q.two+1e-12)) - 3
	two := float64(m.two)
	m.shift = float32(mix(p.shift, q.shift))
	m.three, m.four = float32(skew*math.Pow(two, 1.5)), float32(kurtosis*two*two)
}

func blend(v *[octaves]float64, j int, w float64) float32 {
	return float32(v[j]*(1-w) + v[min(j+1, octaves-1)]*w)
}

// between returns the octave whose mean age is at or below an age, told by its
// logarithm, and how far the age is on its way to the next one's, 0..1.
func (g *growth) between(log float64) (int, float64) {
	j := 0
	for j < octaves-2 && g.cells[j+1].age <= log {
		j++
	}
	a, b := g.cells[j].age, g.cells[j+1].age
	return j, min(max((log-a)/(b-a), 0), 1)
}

// at returns what holds at an age, in s.
func (g *growth) at(seconds float64, bin int) (m aged) {
	j, w := g.between(math.Log2(max(seconds, 1)))
	a, b := &g.cells[j], &g.cells[j+1]
	m.keep = float32(a.keep()*(1-w) + b.keep()*w)
	m.two = float32(a.bins[bin].two*(1-w) + b.bins[bin].two*w)
	g.higher(&m, j, bin, w)
	return m
}

// along returns the values of the octaves with none below the one before.
func (g *growth) along(of func(*octave) (value, weight float64)) (out [octaves]float64) {
	type block struct {
		value, weight float64
		n             int
	}
	var blocks [octaves]block
	k := 0
	for j := range g.cells {
		v, w := of(&g.cells[j])
		blocks[k] = block{v, w, 1}
		for ; k > 0 && blocks[k-1].value > blocks[k].value; k-- {
			a, b := blocks[k-1], blocks[k]
			blocks[k-1] = block{(a.value*a.weight + b.value*b.weight) / (a.weight + b.weight), a.weight + b.weight, a.n + b.n}
		}
		k++
	}
	i := 0
	for _, b := range blocks[:k] {
		for range b.n {
			out[i] = b.value
			i++
		}
	}
	return out
}
