package estimate

import (
	"math"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

type reading = energy.Reading[energy.Watts]

// tuned is the tuning of one power of a node, made of that of its regions by their
// shares of the variance.
type tuned struct {
	two, squares float64
	own, whole   [numLevels]float64 // variance times factor squared, as learned of each and of all
}

// add takes a region's share of a node.
func (t *tuned) add(f *Fleet, q Quantity, two float64, of kinds) {
	t.two += two
	t.squares += two * two
	for k, share := range of {
		if share == 0 {
			continue
		}
		own, whole := &f.alone[k][q].factor, &f.whole[k][q].factor
		for i := range levels {
			t.own[i] += two * share * float64(own[i]) * float64(own[i])
			t.whole[i] += two * share * float64(whole[i]) * float64(whole[i])
		}
	}
}

// factors returns those of the node: of one region alone as learned of it, and of as
// many as the fleet has as learned of the whole. Between them what sets a law apart
// from a normal falls as one over their number, as its kurtosis does.
func (t *tuned) factors(spans float64) *[numLevels]float32 {
	var out [numLevels]float32
	whole := 0.0
	if n := t.two * t.two / t.squares; spans > 1.5 {
		whole = min(max((1-1/n)/(1-1/spans), 0), 1)
	}
	for i := range out {
		out[i] = float32(math.Sqrt(math.Pow(t.own[i], 1-whole) * math.Pow(t.whole[i], whole) / t.two))
	}
	return &out
}

// far returns how far the quantile of a level is from the mean by the law of the
// moments: the symmetric law of the same kurtosis, moved by the skewness as Cornish
// and Fisher 1938 do in first order, with a skewness of at most 1.
func (p *Power) far(level float64) float64 { return p.farOf(normalQuantile(level)) }

// farOf is far for the level that a normal exceeds z at.
func (p *Power) farOf(z float64) float64 {
	lean := min(max(p.skewness, -1), 1) / 6 * (min(z*z, 6) - 1)
	return math.Sqrt(p.Variance) * (p.shape.at(z, p.kurtosis) + lean)
}

// tunedFar returns the same as it was learned: between the levels followed by the way
// that the normal quantile is between theirs, and never nearer than a level that is
// nearer to the middle.
func (p *Power) tunedFar(level float64) float64 {
	if p.factor == nil {
		return p.far(level)
	}
	const middle = numLevels / 2
	side := 1
	if level < 0.5 {
		side = -1
	}
	z := math.Abs(normalQuantile(level))
	at, atZ, base := 0.0, 0.0, p.far(0.5)
	for k := 1; k <= middle; k++ {
		i := middle + side*k
		next, nextZ := float64(side)*float64(p.factor[i])*p.farOf(normals[i]), math.Abs(normals[i])
		next = max(next, at)
		if z <= nextZ {
			from := at
			if k == 1 {
				from = min(float64(side)*base, next)
			}
			return float64(side) * (from + (next-from)*(z-atZ)/(nextZ-atZ))
		}
		at, atZ = next, nextZ
	}
	last := middle + side*middle
	return float64(side) * max(at, float64(side)*float64(p.factor[last])*p.far(level))
}
