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
	live         float64            // variance times the share that is of live homes
	far          [numLevels]float64 // variance times factor squared
}

// add takes a region's share of a node: of its own homes, those that are live count
// with what was learned of such.
func (t *tuned) add(r *region, q Quantity, two, live float64) {
	t.two += two
	t.squares += two * two
	t.live += two * live
	for i := range t.far {
		a, b := float64(r.tuned[wasLive][q].factor[i]), float64(r.tuned[wasSilent][q].factor[i])
		t.far[i] += two * (live*a*a + (1-live)*b*b)
	}
}

// factors returns those of the node: of one region alone as learned of it, and of as
// many as the fleet has as learned of the whole, as far as its homes are live.
func (t *tuned) factors(f *Fleet, q Quantity) *[numLevels]float32 {
	var out [numLevels]float32
	whole := 0.0
	if n := t.two * t.two / t.squares; f.spans[q] > 1.5 {
		whole = min(max((n-1)/(f.spans[q]-1), 0), 1) * t.live / t.two
	}
	for i := range out {
		own := math.Sqrt(t.far[i] / t.two)
		out[i] = float32(math.Pow(own, 1-whole) * math.Pow(float64(f.tuned[q].factor[i]), whole))
	}
	return &out
}

// liveShare is how much of the variance of what homes do alone is like that of live
// ones, by how an error grows with age.
func (s *sum) liveShare(t *agedTable) float64 {
	known, all := 0.0, 1e-9
	for i, n := range s.ages {
		if n == 0 {
			continue
		}
		v := 0.0
		for b := range numBins {
			v += float64(t.moments[i][b].two)
		}
		all += v * float64(n)
		known += v * float64(n) * liveAt(ageOf(i))
	}
	return known / all
}

// liveAt is how much an error of an age, in s, is like one of what is live: after half
// an hour of silence not at all, and before the less the older, by the logarithm.
func liveAt(age float64) float64 {
	const silent, lives = 1800, live / tick
	return min(max(math.Log(silent/max(age, 1))/math.Log(silent/lives), 0), 1)
}

// liveShares are by quantity, with what the region shares: batteries and grid err as
// loads do, for the most part.
func (f *Fleet) liveShares(row *row, all *[numQuantities]cumulants) (live [numQuantities]float64) {
	r := &f.regions[row.region]
	load, pv := row.sum.liveShare(&f.tables.loads), row.sum.liveShare(&f.tables.panels)
	for q := range live {
		own, shared := load, &r.draw
		if Quantity(q) == PV {
			own, shared = pv, &r.sky
		}
		if two := all[q].two; two > 0 {
			alone := min(row.sum.powers[q].two/two, 1)
			live[q] = alone*own + (1-alone)*liveAt(float64(f.pass.now-shared.at)/tick)
		}
	}
	return live
}

// far returns how far the quantile of a level is from the mean by the law of the
// moments: the symmetric law of the same kurtosis, moved by the skewness as Cornish
// and Fisher 1938 do in first order, with a skewness of at most 1.
func (p *Power) far(level float64) float64 {
	z := normalQuantile(level)
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
		next, nextZ := float64(side)*float64(p.factor[i])*p.far(levels[i]), math.Abs(normalQuantile(levels[i]))
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
