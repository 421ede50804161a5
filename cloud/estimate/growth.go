package estimate

import "math"

// numBins is how many kinds of last value are told apart: a home that draws much
// now is about to change, one at its base is not.
const numBins = 4

// growth is what is learned of how far a quantity strays from what its last value
// lets expect, by age and by bin of the last value: x, in units of its own usual
// spread, is expected at keep*x(then) + shift. It is learned from rehearsals
// alone: of a home that reports, what it told a while ago is compared with now.
type growth struct {
	cells [octaves]octave
	truly [octaves]float64 // how many times a variance is what two values show, see outdo
}

type octave struct {
	age       float64 // mean logarithm of those rehearsed
	xy, xx, n float64 // of keep
	bins      [numBins]errors
}

// errors are the moments of an error in one bin and its quantiles.
type errors struct {
	n                       float64
	shift, two, three, four float64
	recent                  recent
	hold                    float64            // see recent.settle
	rank                    [numLevels]float64 // that quantile is of, see adapt
	quantile                [numLevels]float64
}

// prior is what is believed of an octave before anything was rehearsed, as heavy as
// these many rehearsals.
const prior, memory = 8, 6000

// newGrowth believes keep at 1 s..3 days to fall as 1/(1+(age/tau)^0.6), which the
// first week of the one household looked at does within 0.06 with tau 40 min.
func newGrowth(tau, kurtosis float64, s *shape) *growth {
	g := &growth{}
	for j := range g.cells {
		keep := 1 / (1 + math.Pow(math.Ldexp(1.4, j)/tau, 0.6))
		o := &g.cells[j]
		g.truly[j] = 1
		o.age, o.xy, o.xx, o.n = float64(j)+0.5, keep, 1, prior
		for b := range o.bins {
			v := 1 - keep*keep
			e := &o.bins[b]
			e.n, e.two, e.four, e.hold = prior, v, (3+kurtosis)*v*v, keep
			e.rank = levels
			for i, p := range levels {
				e.quantile[i] = math.Sqrt(v) * s.at(normalQuantile(p), kurtosis)
			}
		}
	}
	return g
}

// learn takes one rehearsal: x was then, in bin, and is now after so many seconds.
func (g *growth) learn(seconds, then float64, bin int, now float64) {
	j := octaveOf(seconds)
	o := &g.cells[j]
	e := now - o.keep()*then
	o.n = min(o.n+1, memory)
	o.age += (math.Log2(seconds) - o.age) / o.n
	o.xy += (now*then - o.xy) / o.n
	o.xx += (then*then - o.xx) / o.n
	o.bins[bin].learn(e)
	o.bins[bin].adapt(now - o.bins[bin].hold*then)
	o.bins[bin].recent.push(float32(then), float32(now))
}

// outdo moves the variance of what homes share at an age by how much more it was than
// believed, as a share of all. That of two values of a factor is no measure of it:
// other homes told them, and what those do alone is in it.
func (g *growth) outdo(seconds, more float64) {
	j := octaveOf(seconds)
	g.truly[j] = min(max(g.truly[j]*math.Exp(more), leastTruly), mostTruly)
}

const leastTruly, mostTruly = 0.01, 10

func octaveOf(seconds float64) int {
	return min(max(int(math.Log2(max(seconds, 1))), 0), octaves-1)
}

func (o *octave) keep() float64 { return min(max(o.xy/max(o.xx, 1e-6), 0), 1) }

// learn follows the moments with exponential weights.
func (e *errors) learn(x float64) {
	e.n = min(e.n+1, memory)
	w := 1 / e.n
	e.shift += w * (x - e.shift)
	d := x - e.shift
	e.two += w * (d*d - e.two)
	e.three += w * (d*d*d - e.three)
	e.four += w * (d*d*d*d - e.four)
}

// adapt moves the rank each quantile is taken at by how often it was exceeded of
// late. In the long run that is as often as it should be, also where a household
// changes its ways (Gibbs and Candès 2021, equation 2).
func (e *errors) adapt(d float64) {
	pace := min(max(2/e.n, 0.001), 0.02)
	for i, p := range levels {
		miss := p
		if d < e.quantile[i] {
			miss--
		}
		e.rank[i] = min(max(e.rank[i]+pace*miss, p/8), 1-(1-p)/8)
	}
}

func normalQuantile(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*p-1) }
