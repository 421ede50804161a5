package estimate

import "math"

// numLevels quantiles are followed: the ends of the 50, 80, 90 and 99 % intervals,
// and the middle.
const numLevels = 9

var levels = [numLevels]float64{0.005, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.995}

// shape tells how far from the mean, in standard deviations, a quantile lies
// where tails are heavier than a normal's. It is that of the variance-gamma law
// (Madan and Seneta 1990): a normal whose variance is gamma with mean 1. What a
// household does is such a thing, mostly nothing and now and then much, and
// sums of such laws are of the same law, with a kurtosis that falls as 1/n.
type shape struct {
	quantile [numKurtoses][numHalf]float64
}

const (
	numKurtoses = 16
	numHalf     = 24 // probabilities 0.5..1, even in the normal quantile
	halfStep    = 0.16
)

// kurtosisAt are the knots: 0 and then 2^(i/2-2), to 128.
func kurtosisAt(i int) float64 {
	if i == 0 {
		return 0
	}
	return math.Exp2(float64(i-1)/1.5 - 2)
}

func newShape() *shape {
	s := &shape{}
	for k := range numKurtoses {
		law := gammaLaw(kurtosisAt(k))
		for i := range numHalf {
			s.quantile[k][i] = law.quantile(float64(i) * halfStep)
		}
	}
	return s
}

// at returns the quantile of a law of mean 0 and variance 1 with excess kurtosis
// where a normal has z, linear between the knots.
func (s *shape) at(z, kurtosis float64) float64 {
	x := min(math.Abs(z)/halfStep, numHalf-1.001)
	i := int(x)
	w := x - float64(i)
	k := knot(kurtosis)
	j := min(int(k), numKurtoses-2)
	v := k - float64(j)
	low := s.quantile[j][i]*(1-w) + s.quantile[j][i+1]*w
	high := s.quantile[j+1][i]*(1-w) + s.quantile[j+1][i+1]*w
	return math.Copysign(low*(1-v)+high*v, z)
}

func knot(kurtosis float64) float64 {
	if first := kurtosisAt(1); kurtosis < first {
		return max(0, kurtosis) / first
	}
	return min(1+1.5*(math.Log2(kurtosis)+2), numKurtoses-1)
}

// mixture is a normal whose variance is one of several, each with its weight.
type mixture struct{ sd, weight []float64 }

// gammaLaw returns the gamma law of mean 1 and variance kurtosis/3 in steps of its
// logarithm.
func gammaLaw(kurtosis float64) mixture {
	if kurtosis <= 0 {
		return mixture{sd: []float64{1}, weight: []float64{1}}
	}
	m, total, mean := mixture{}, 0.0, 0.0
	a := 3 / kurtosis
	for l := -24.0; l < 5; l += 0.3 {
		w := math.Exp(a*l - a*math.Exp(l))
		m.sd, m.weight = append(m.sd, math.Exp(l/2)), append(m.weight, w)
		total, mean = total+w, mean+w*math.Exp(l)
	}
	for i := range m.weight {
		m.sd[i] /= math.Sqrt(mean / total)
		m.weight[i] /= total
	}
	return m
}

func (m mixture) above(x float64) float64 {
	p := 0.0
	for i, s := range m.sd {
		p += m.weight[i] * math.Erfc(x/s/math.Sqrt2) / 2
	}
	return p
}

// quantile returns what the mixture exceeds as rarely as a normal exceeds z >= 0.
func (m mixture) quantile(z float64) float64 {
	want := math.Erfc(z/math.Sqrt2) / 2
	low, high := 0.0, 40.0
	for range 24 {
		if mid := (low + high) / 2; m.above(mid) > want {
			low = mid
		} else {
			high = mid
		}
	}
	return (low + high) / 2
}
